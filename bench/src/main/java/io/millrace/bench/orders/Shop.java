package io.millrace.bench.orders;

import io.millrace.bench.goods.Catalogue;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.model.Limits;
import io.millrace.model.QueueId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.IntConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The measured shop as its merchant sees it: opened before the load, counted after it. */
public final class Shop {

  private static final String PATH = "/v1/shops/" + Catalogue.SHOP;
  private static final JsonMapper JSON = new JsonMapper();
  private static final String POSITION = "Millrace-Position";
  private static final int SUCCESS_FROM = 200;
  private static final int SUCCESS_TO = 299;

  private final HttpClient http;
  private final URI server;
  private final String operatorKey;
  private int lastKey;
  private long position;

  public Shop(HttpClient http, URI server, String operatorKey) {
    this.http = http;
    this.server = server;
    this.operatorKey = operatorKey;
  }

  /** With which the shop's back end signs buyers' tokens. */
  public record BuyerSecret(String kid, String secret) {}

  /** Opens the shop: its SKUs, as many again that are sold out from the beginning, and a secret. */
  public BuyerSecret open() {
    send(
        "PUT",
        PATH,
        """
        {"name":"Watermill","currency":"%s","timezone":"Asia/Shanghai","paymentTimeout":"%s"}\
        """
            .formatted(Catalogue.CURRENCY.getCurrencyCode(), Limits.PAYMENT_TIMEOUT_MAX));
    for (int from = 0; from < 2 * Catalogue.SKUS; from += Limits.SKU_BATCH_ITEMS_MAX) {
      send("POST", PATH + "/skus/batch", skus(from));
    }
    forEachSku(sku -> send("POST", skuPath(sku) + "/movements", received()));
    return newSecret();
  }

  /** Of a shop that is open. */
  public BuyerSecret newSecret() {
    JsonNode secret = body(send("POST", PATH + "/buyer-secrets", ""));
    return new BuyerSecret(secret.required("kid").asString(), secret.required("secret").asString());
  }

  private static String skus(int from) {
    StringBuilder items = new StringBuilder("{\"items\":[");
    for (int i = from; i < from + Limits.SKU_BATCH_ITEMS_MAX; i++) {
      items
          .append(i == from ? "" : ",")
          .append(
              """
              {"sku":"%s","name":"Flour, stone-ground, no. %d","price":{"amount":%d,"currency":"%s"},"onSale":true}\
              """
                  .formatted(
                      Catalogue.sku(i),
                      i,
                      Catalogue.price(i),
                      Catalogue.CURRENCY.getCurrencyCode()));
    }
    return items.append("]}").toString();
  }

  private static String received() {
    return "{\"quantity\":" + Catalogue.STOCK_UNITS + ",\"cause\":\"RECEIVED\"}";
  }

  /**
   * Where the shop stands.
   *
   * @param position its facts so far: an order that is placed and not touched again is one
   * @param heldUnits over all SKUs: what placed orders hold
   */
  public record Books(long position, long heldUnits) {}

  public Books read() {
    long[] held = new long[1];
    forEachSku(sku -> {
      JsonNode stock = body(send("GET", skuPath(sku) + "/stock", ""));
      held[0] += stock.required("held").asLong();
    });
    return new Books(position, held[0]);
  }

  /** How many tasks of a queue wait for their time. */
  public long pendingTasks(QueueId queue) {
    return body(send("GET", PATH + "/queues/" + queue, "")).required("pending").asLong();
  }

  private static void forEachSku(IntConsumer action) {
    for (int sku = 0; sku < Catalogue.SKUS; sku++) {
      action.accept(sku);
    }
  }

  private static String skuPath(int number) {
    return PATH + "/skus/" + Catalogue.sku(number);
  }

  private HttpResponse<String> send(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .header("Authorization", "Bearer " + operatorKey)
            .header("Idempotency-Key", "shop-" + ++lastKey);
    if (body.isEmpty()) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<String> response = exchange(request.build());
    int status = response.statusCode();
    if (status < SUCCESS_FROM || status > SUCCESS_TO) {
      throw new BenchmarkFailed(
          "%s %s was answered with %d: %s".formatted(method, path, status, response.body()));
    }
    position = response.headers().firstValueAsLong(POSITION).orElseThrow();
    return response;
  }

  /** The shop's facts when the last answer was decided. */
  public long position() {
    return position;
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new BenchmarkFailed("the server does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  private static JsonNode body(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }
}
