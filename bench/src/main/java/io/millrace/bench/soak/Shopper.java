package io.millrace.bench.soak;

import io.millrace.bench.process.Doorway;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Orders, pays, ships and asks, at its own pace, and remembers what it was told. When an answer
 * does not come it asks again with the same key until one does, as the API says that clients must.
 */
final class Shopper implements Runnable {

  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Behind by more, it was kept away by a kill, and does not make up for it. */
  private static final long LATE_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  /** What is done, out of a hundred. More is finished than begun, so that few stay open. */
  private static final int PLACES = 22;

  private static final int ADVANCES = 48;
  private static final int READS = 12;
  private static final int REPEATS = 8;
  private static final int HOPES = 4;
  private static final int RINGS = 3;
  private static final int HUNDRED = 100;

  /** Of those who could pay, some change their minds. */
  private static final int CANCELS_IN = 8;

  private static final String STORAGE_FULL = "storage_full";

  private final int number;
  private final SplittableRandom random;
  private final long periodNanos;
  private final World world;
  private final List<Bought> bought = new ArrayList<>();
  private final List<Bought> open = new ArrayList<>();
  private volatile boolean closing;
  private long dueNanos;
  private boolean isFirstOfTurn;
  private long keys;

  /** What all shoppers share. */
  record World(Calls calls, Doorway doorway, Pulse pulse, Bells bells, Findings findings) {}

  Shopper(int number, long seed, long periodNanos, World world) {
    this.number = number;
    this.random = new SplittableRandom(seed + number);
    this.periodNanos = periodNanos;
    this.world = world;
  }

  /** Finishes what it has begun and ends. Any thread. */
  void askToEnd() {
    closing = true;
  }

  @Override
  public void run() {
    try {
      dueNanos = System.nanoTime() + random.nextLong(periodNanos);
      while (!closing && !world.doorway().isOver()) {
        awaitTurn();
        act();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      world
          .findings()
          .add("shopper %d met an answer that it does not understand: %s".formatted(number, e));
    }
  }

  private void awaitTurn() {
    long late = System.nanoTime() - dueNanos;
    dueNanos = late > LATE_NANOS_MAX ? System.nanoTime() : dueNanos + periodNanos;
    while (dueNanos - System.nanoTime() > 0) {
      LockSupport.parkNanos(dueNanos - System.nanoTime());
    }
    isFirstOfTurn = true;
  }

  private void act() throws InterruptedException {
    int chance = random.nextInt(HUNDRED);
    if (chance < PLACES || bought.isEmpty()) {
      place();
    } else if (chance < PLACES + ADVANCES) {
      advance();
    } else if (chance < PLACES + ADVANCES + READS) {
      read(any(bought));
    } else if (chance < PLACES + ADVANCES + READS + REPEATS) {
      repeat(any(bought));
    } else if (chance < PLACES + ADVANCES + READS + REPEATS + HOPES) {
      hope();
    } else if (chance < PLACES + ADVANCES + READS + REPEATS + HOPES + RINGS) {
      schedule();
    } else {
      work();
    }
  }

  private Bought any(List<Bought> some) {
    return some.get(random.nextInt(some.size()));
  }

  private String key() {
    return "shopper-" + number + "-" + ++keys;
  }

  private String buyer() {
    return "buyer-" + number;
  }

  private void place() throws InterruptedException {
    String sku = Shelves.sku(random.nextInt(Shelves.SKUS));
    Calls.Call call = Calls.Call.post(Shelves.SHOP + "/orders", key(), Shelves.order(sku, buyer()));
    Calls.Heard heard = changed(call);
    if (heard != null) {
      Bought order = new Bought(heard.json().required("id").asString(), call, heard.body());
      bought.add(order);
      open.add(order);
    }
  }

  private void advance() throws InterruptedException {
    if (open.isEmpty()) {
      return;
    }
    int at = random.nextInt(open.size());
    Bought order = open.get(at);
    Bought.Stage next =
        switch (order.stage()) {
          case PENDING_PAYMENT ->
              random.nextInt(CANCELS_IN) == 0 ? Bought.Stage.CANCELLED : Bought.Stage.PAID;
          case PAID -> Bought.Stage.SHIPPED;
          case SHIPPED -> Bought.Stage.COMPLETED;
          case COMPLETED, CANCELLED -> throw new IllegalStateException("a final order is not open");
        };
    if (changed(Calls.Call.post(order.path() + verb(next), key(), body(next))) == null) {
      return;
    }
    order.reach(next);
    if (next.isFinal()) {
      open.set(at, open.getLast());
      open.removeLast();
    }
  }

  private static String verb(Bought.Stage stage) {
    return switch (stage) {
      case PAID -> "/mark-paid";
      case SHIPPED -> "/ship";
      case COMPLETED -> "/complete";
      case CANCELLED -> "/cancel";
      case PENDING_PAYMENT -> "";
    };
  }

  private static String body(Bought.Stage stage) {
    return switch (stage) {
      case PAID -> Shelves.payment();
      case SHIPPED -> "{'carrier':'post','trackingNumber':'1'}";
      case CANCELLED -> "{}";
      case COMPLETED, PENDING_PAYMENT -> "";
    };
  }

  /** Null if there was no room for it, which changes nothing. */
  private Calls.@Nullable Heard changed(Calls.Call call) throws InterruptedException {
    Calls.Heard heard = ask(call);
    if (heard == null || heard.code().equals(STORAGE_FULL)) {
      return null;
    }
    if (!heard.isWell()) {
      world.findings().add("%s was answered with %s".formatted(call, heard));
      return null;
    }
    world.pulse().changed();
    return heard;
  }

  private void read(Bought order) throws InterruptedException {
    Calls.Heard heard = ask(Calls.Call.get(order.path()));
    if (heard != null) {
      compareStage(order, heard);
    }
  }

  private void compareStage(Bought order, Calls.Heard heard) {
    if (!heard.isWell() || !heard.json().path("status").asString("").equals(order.stage().name())) {
      world
          .findings()
          .add(
              "%s was acknowledged as %s and is read as %s"
                  .formatted(order.path(), order.stage(), heard));
    }
  }

  private void repeat(Bought order) throws InterruptedException {
    Calls.Heard heard = ask(order.placing());
    if (heard != null) {
      compareReplay(order, heard);
    }
  }

  private void compareReplay(Bought order, Calls.Heard heard) {
    if (!heard.isReplay() || !order.isFirstAnswer(heard.body())) {
      world
          .findings()
          .add("%s asked again gives another answer: %s".formatted(order.path(), heard));
    }
  }

  private void hope() throws InterruptedException {
    Calls.Call call =
        Calls.Call.post(Shelves.SHOP + "/orders", key(), Shelves.hopelessOrder(buyer()));
    Calls.Heard heard = ask(call);
    if (heard != null && !heard.code().equals("sold_out")) {
      world.findings().add("%s was answered with %s".formatted(call, heard));
    }
  }

  private void schedule() throws InterruptedException {
    String task = "bell-" + number + "-" + ++keys;
    Calls.Call call =
        Calls.Call.put(Shelves.QUEUE + "/tasks/" + task, "{'delay':'PT1S','payload':'ring'}");
    if (changed(call) != null) {
      world.bells().scheduled(task);
    }
  }

  /** Takes what is due and is done with it. A lease that is lost on the way comes again. */
  private void work() throws InterruptedException {
    Calls.Heard leased = ask(Calls.Call.post(Shelves.QUEUE + "/leases", "", "{'max':20}"));
    if (leased == null || !leased.isWell()) {
      return;
    }
    for (JsonNode item : leased.json().required("items")) {
      world.bells().rang(item.required("task").required("id").asString());
      String lease = item.required("lease").asString();
      ask(Calls.Call.post(Shelves.SHOP + "/leases/" + lease + "/ack", "", ""));
    }
  }

  /** Until there is an answer; null when all is over before that. */
  private Calls.@Nullable Heard ask(Calls.Call call) throws InterruptedException {
    long moment = world.pulse().moment();
    // It waits from when it was due; what follows it in the same turn, from when it could be sent.
    long sinceNanos = isFirstOfTurn ? dueNanos : System.nanoTime();
    isFirstOfTurn = false;
    while (true) {
      URI server = world.doorway().await();
      if (server == null) {
        return null;
      }
      Calls.Heard heard = tryOnce(server, call);
      if (heard != null) {
        world.pulse().answered(sinceNanos, moment);
        if (heard.code().equals(STORAGE_FULL)) {
          world.pulse().refusedForRoom();
        }
        return heard;
      }
      world.pulse().repeated();
      LockSupport.parkNanos(AGAIN_NANOS);
    }
  }

  /** Null if nobody knows what became of it, or if it shall be asked later. */
  private Calls.@Nullable Heard tryOnce(URI server, Calls.Call call) throws InterruptedException {
    try {
      Calls.Heard heard = world.calls().ask(server, call);
      return switch (heard.code()) {
        case "not_ready", "outcome_unknown", "overloaded" -> null;
        default -> heard;
      };
    } catch (IOException killed) {
      return null;
    }
  }

  /** After it has ended: everything that it was told, held against the server. */
  void check(URI server) throws IOException, InterruptedException {
    for (Bought order : bought) {
      compareStage(order, world.calls().ask(server, Calls.Call.get(order.path())));
      compareReplay(order, world.calls().ask(server, order.placing()));
    }
  }

  /** After it has ended: works off what is due. */
  void workOff() throws InterruptedException {
    work();
  }

  /** After it has ended. */
  Map<Bought.Stage, Long> stages() {
    Map<Bought.Stage, Long> counts = new EnumMap<>(Bought.Stage.class);
    for (Bought.Stage stage : Bought.Stage.values()) {
      counts.put(stage, 0L);
    }
    bought.forEach(order -> counts.merge(order.stage(), 1L, Long::sum));
    return counts;
  }
}
