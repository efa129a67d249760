package io.millrace.bench.unpaid;

import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.model.Limits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A shop's back end as Millrace sees it. Owned by the trial's thread. */
final class MillraceShop implements AutoCloseable {

  private static final String SHOP = "/v1/shops/corner";
  private static final JsonMapper JSON = new JsonMapper();
  private static final long UNITS = 100_000_000;
  private static final String PRICE = "{\"amount\":990,\"currency\":\"CNY\"}";
  private static final int UNDER_WAY_MAX = 128;
  private static final int SUCCESS_TO = 299;
  private static final int CONFLICT = 409;
  private static final long TIMEOUT_MILLIS_MIN = Limits.PAYMENT_TIMEOUT_MIN.toMillis();
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Semaphore underWay = new Semaphore(UNDER_WAY_MAX);
  private final String operatorKey;
  private URI address = URI.create("http://127.0.0.1");
  private long lastKey;

  MillraceShop(String operatorKey) {
    this.operatorKey = operatorKey;
  }

  /**
   * An order with the deadline that the server gave it: its own time when it decided, and the
   * timeout that was asked for.
   *
   * @param id the server's
   */
  record Placed(long id, UnpaidOrder order) {}

  /** Of all that is sold. */
  record Units(long received, long available, long held, long committed) {}

  void moved(int port) {
    address = URI.create("http://127.0.0.1:" + port);
  }

  void open() {
    ok(
        send(
            "PUT",
            SHOP,
            "{\"name\":\"Corner\",\"currency\":\"CNY\",\"timezone\":\"UTC\",\"paymentTimeout\":\"PT1H\"}"));
    StringBuilder items = new StringBuilder();
    for (int sku = 0; sku < Orders.SKUS; sku++) {
      items
          .append(sku == 0 ? "" : ",")
          .append(
              "{\"sku\":\"sku-%d\",\"name\":\"Flour\",\"price\":%s,\"onSale\":true}"
                  .formatted(sku, PRICE));
    }
    ok(send("POST", SHOP + "/skus/batch", "{\"items\":[" + items + "]}"));
    for (int sku = 0; sku < Orders.SKUS; sku++) {
      ok(
          send(
              "POST",
              SHOP + "/skus/sku-" + sku + "/movements",
              "{\"quantity\":" + UNITS + ",\"cause\":\"RECEIVED\"}"));
    }
  }

  List<Placed> place(List<UnpaidOrder> orders) {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>(orders.size());
    for (UnpaidOrder order : orders) {
      long timeout = Math.max(TIMEOUT_MILLIS_MIN, order.deadlineMillis() - WallClock.millis());
      answers.add(
          send(
              "POST",
              SHOP + "/orders",
              "{\"buyer\":\"buyer-%d\",\"lines\":[{\"sku\":\"sku-%d\",\"quantity\":1}],\"paymentTimeout\":\"%s\"}"
                  .formatted(order.id(), order.id() % Orders.SKUS, Duration.ofMillis(timeout))));
    }
    List<Placed> placed = new ArrayList<>(orders.size());
    for (int i = 0; i < orders.size(); i++) {
      UnpaidOrder order = orders.get(i);
      JsonNode json = ok(answers.get(i));
      long deadline = Instant.parse(json.required("paymentDeadline").asString()).toEpochMilli();
      placed.add(
          new Placed(
              json.required("id").asLong(),
              new UnpaidOrder(order.id(), order.timeoutMillis(), deadline)));
    }
    return placed;
  }

  /** How many took the payment; the others were not waiting for one any more. */
  int pay(List<Long> ids) {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>(ids.size());
    for (long id : ids) {
      answers.add(
          send(
              "POST",
              SHOP + "/orders/" + id + "/mark-paid",
              "{\"amount\":" + PRICE + ",\"reference\":\"money-" + id + "\"}"));
    }
    int taken = 0;
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      if (answer.join().statusCode() != CONFLICT) {
        ok(answer);
        taken++;
      }
    }
    return taken;
  }

  boolean isOpen(long id) {
    JsonNode order = ok(send("GET", SHOP + "/orders/" + id, ""));
    return !order.required("status").asString().equals("EXPIRED");
  }

  Units units() {
    long available = 0;
    long held = 0;
    long committed = 0;
    for (int sku = 0; sku < Orders.SKUS; sku++) {
      JsonNode stock = ok(send("GET", SHOP + "/skus/sku-" + sku + "/stock", ""));
      available += stock.required("available").asLong();
      held += stock.required("held").asLong();
      committed += stock.required("committed").asLong();
    }
    return new Units(Orders.SKUS * UNITS, available, held, committed);
  }

  private CompletableFuture<HttpResponse<String>> send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(ANSWER_MAX)
            .header("Authorization", "Bearer " + operatorKey)
            .header("Idempotency-Key", "bench-" + ++lastKey)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    underWay.acquireUninterruptibly();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .whenComplete((_, _) -> underWay.release());
  }

  private static JsonNode ok(CompletableFuture<HttpResponse<String>> answer) {
    HttpResponse<String> response = answer.join();
    if (response.statusCode() > SUCCESS_TO) {
      throw new BenchmarkFailed(
          "%s was answered with %d: %s"
              .formatted(response.uri(), response.statusCode(), response.body()));
    }
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    http.close();
  }
}
