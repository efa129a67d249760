package io.millrace.bench.torture;

import io.millrace.model.Actor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One of those who order, pay, ship, cancel, read, ask again, schedule tasks and work them off in
 * the mill, at a pace of its own. It remembers only what it was told, and not for long. Owned by
 * its thread.
 */
final class Visitor {

  /** Below that the first are forgotten. */
  private static final int REMEMBERED_MAX = 64;

  private static final int HUNDRED = 100;

  /** What is done, out of a hundred; the rest is reading. */
  private static final int PLACES = 38;

  private static final int ADVANCES = 64;
  private static final int REPEATS = 70;
  private static final int MISUSES = 73;
  private static final int SCHEDULES = 79;
  private static final int WORKS = 86;
  private static final int RECEIVES = 88;

  private final int number;
  private final Client client;
  private final SplittableRandom random;
  private final Premises premises;
  private final List<String> orders = new ArrayList<>();
  private final List<String> tasks = new ArrayList<>();
  private final List<String> leases = new ArrayList<>();
  private final List<Asking> asked = new ArrayList<>();
  private long keys;

  Visitor(int number, Client client, SplittableRandom random, Premises premises) {
    this.number = number;
    this.client = client;
    this.random = random;
    this.premises = premises;
  }

  /** Goes on until the doorway is no more. */
  void visit(long periodNanos, Tally tally) {
    try {
      boolean goesOn = true;
      while (goesOn) {
        LockSupport.parkNanos(random.nextLong(2 * periodNanos));
        goesOn = act();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      tally.failed("visitor " + number + " cannot go on", e);
    }
  }

  private boolean act() throws IOException, InterruptedException {
    int chance = random.nextInt(HUNDRED);
    if (chance < PLACES) {
      return place();
    }
    if (chance < ADVANCES) {
      return advance();
    }
    if (chance < REPEATS) {
      return asked.isEmpty() || hear(any(asked)) != null;
    }
    if (chance < MISUSES) {
      return misuse();
    }
    if (chance < SCHEDULES) {
      return schedule();
    }
    if (chance < WORKS) {
      return work();
    }
    return chance < RECEIVES ? receive() : read();
  }

  private @Nullable Answered hear(Asking asking) throws IOException, InterruptedException {
    return client.ask(asking, random, 0);
  }

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private static <T> void remember(List<T> some, T one) {
    if (some.size() == REMEMBERED_MAX) {
      some.removeFirst();
    }
    some.add(one);
  }

  private String key() {
    return "v" + number + "-" + ++keys;
  }

  private Actor merchant() {
    return premises.millMerchant();
  }

  private Asking post(String path, Actor as, String body) {
    Asking asking = Asking.post(Premises.path(Premises.MILL) + path, as, key(), body);
    remember(asked, asking);
    return asking;
  }

  private boolean place() throws IOException, InterruptedException {
    int buyer = random.nextInt(Premises.BUYERS);
    boolean isByBuyer = random.nextInt(3) != 0;
    Answered answered =
        hear(
            post(
                "/orders",
                isByBuyer ? Premises.buyer(buyer) : merchant(),
                order(buyer, isByBuyer)));
    if (answered != null && answered.isWell()) {
      remember(orders, answered.json().required("id").asString());
    }
    return answered != null;
  }

  private String order(int buyer, boolean isByBuyer) {
    List<String> lines = new ArrayList<>();
    int units = 0;
    for (int i = random.nextInt(4) == 0 ? 2 : 1; i > 0; i--) {
      int quantity = 1 + random.nextInt(3);
      units += quantity;
      String sku = random.nextInt(40) == 0 ? "nothing" : any(Premises.SKUS);
      lines.add("{'sku':'%s','quantity':%d}".formatted(sku, quantity));
    }
    long total = units * Premises.PRICE + (random.nextInt(30) == 0 ? 1 : 0);
    String guard = ",'expectedTotal':" + Premises.money(total);
    return "{%s'lines':[%s]%s}"
        .formatted(
            isByBuyer ? "" : "'buyer':'%s',".formatted(Premises.buyer(buyer).id()),
            String.join(",", lines),
            !isByBuyer && random.nextBoolean() ? "" : guard);
  }

  /** Whatever comes next for an order, if it is not too late for it. */
  private boolean advance() throws IOException, InterruptedException {
    if (orders.isEmpty()) {
      return place();
    }
    String order = any(orders);
    Answered seen = hear(Asking.get(Premises.path(Premises.MILL) + "/orders/" + order, merchant()));
    if (seen == null || !seen.isWell()) {
      return seen != null;
    }
    JsonNode view = seen.json();
    String path = "/orders/" + order;
    Asking next =
        switch (view.required("status").asString()) {
          case "PENDING_PAYMENT" ->
              random.nextInt(5) == 0
                  ? post(path + "/cancel", canceller(view), "{}")
                  : post(path + "/mark-paid", merchant(), payment(view));
          case "PAID" ->
              post(path + "/ship", merchant(), "{'carrier':'post','trackingNumber':'1'}");
          case "SHIPPED" -> post(path + "/complete", merchant(), "");
          default -> post(path + "/mark-paid", merchant(), payment(view));
        };
    return hear(next) != null;
  }

  private Actor canceller(JsonNode order) {
    String buyer = order.required("buyer").asString();
    return random.nextBoolean() ? merchant() : new Actor(Actor.Role.BUYER, buyer);
  }

  private String payment(JsonNode order) {
    long total = order.required("total").required("amount").asLong();
    return "{'amount':%s,'reference':'bank'}"
        .formatted(Premises.money(random.nextInt(12) == 0 ? total - 1 : total));
  }

  /** Another order under a key that was used before. */
  private boolean misuse() throws IOException, InterruptedException {
    if (asked.isEmpty()) {
      return true;
    }
    Asking before = any(asked);
    boolean isOrder = before.path().endsWith("/orders");
    Asking other =
        Asking.post(
            before.path(),
            before.as(),
            before.key(),
            isOrder ? order(0, before.as().role() == Actor.Role.BUYER) : before.body());
    return hear(other) != null;
  }

  private boolean schedule() throws IOException, InterruptedException {
    String task = "t" + number + "-" + ++keys;
    remember(tasks, task);
    String body =
        "{'delay':'PT%s','payload':'%s','priority':%d}"
            .formatted(random.nextInt(3) == 0 ? "0S" : "0.8S", task, random.nextInt(3));
    return hear(
            Asking.put(
                Premises.path(Premises.MILL) + "/queues/" + Premises.QUEUE + "/tasks/" + task,
                merchant(),
                body))
        != null;
  }

  private boolean work() throws IOException, InterruptedException {
    if (!leases.isEmpty()) {
      String lease = leases.removeLast();
      boolean isDone = random.nextInt(4) != 0;
      return hear(
              Asking.post(
                  Premises.path(Premises.MILL) + "/leases/" + lease + (isDone ? "/ack" : "/nack"),
                  merchant(),
                  "",
                  ""))
          != null;
    }
    Answered answered =
        hear(
            Asking.post(
                Premises.path(Premises.MILL) + "/queues/" + Premises.QUEUE + "/leases",
                merchant(),
                "",
                "{'max':4}"));
    if (answered != null && answered.isWell()) {
      for (JsonNode item : answered.json().required("items")) {
        leases.add(item.required("lease").asString());
      }
    }
    return answered != null;
  }

  private boolean receive() throws IOException, InterruptedException {
    boolean takesAway = random.nextInt(6) == 0;
    return hear(
            post(
                "/skus/" + Premises.SCARCE + "/movements",
                merchant(),
                takesAway
                    ? "{'quantity':-5,'cause':'DAMAGED'}"
                    : Premises.movement(1 + random.nextInt(20))))
        != null;
  }

  private boolean read() throws IOException, InterruptedException {
    String path =
        switch (random.nextInt(4)) {
          case 0 -> orders.isEmpty() ? "/orders/77" : "/orders/" + any(orders);
          case 1 ->
              tasks.isEmpty() ? "/orders/78" : "/queues/" + Premises.QUEUE + "/tasks/" + any(tasks);
          default -> "/skus/" + any(Premises.SKUS) + "/stock";
        };
    return hear(Asking.get(Premises.path(Premises.MILL) + path, merchant())) != null;
  }
}
