package io.millrace.bench.delivery;

import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.BenchmarkFailed;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Shops on a server whose goods change, so that there is something to tell. */
final class HookedShops {

  private final HttpClient http;
  private final MillraceServer server;
  private final String key;
  private int keys;

  HookedShops(HttpClient http, MillraceServer server) {
    this.http = http;
    this.server = server;
    this.key = server.operatorKey();
  }

  void open(String shop) {
    call(
        "PUT",
        "/v1/shops/" + shop,
        "{\"name\":\"A shop\",\"currency\":\"CNY\",\"timezone\":\"UTC\",\"paymentTimeout\":\"PT30M\"}");
  }

  void endpoint(String shop, String url) {
    call(
        "POST",
        "/v1/shops/" + shop + "/webhook-endpoints",
        "{\"url\":\"%s\",\"eventTypes\":[\"sku.defined\"]}".formatted(url));
  }

  /** Each of so many goods becomes dearer, which is an event each. */
  void change(String shop, int goods, int price) {
    StringBuilder items = new StringBuilder("{\"items\":[");
    for (int i = 0; i < goods; i++) {
      items
          .append(i == 0 ? "" : ",")
          .append(
              "{\"sku\":\"s%d\",\"name\":\"A thing\",\"price\":{\"amount\":%d,\"currency\":\"CNY\"},\"onSale\":true}"
                  .formatted(i, price));
    }
    call("POST", "/v1/shops/" + shop + "/skus/batch", items.append("]}").toString());
  }

  private void call(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve(path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "bench-" + ++keys)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new BenchmarkFailed(method + " " + path + ": " + answer.body());
      }
    } catch (IOException e) {
      throw new BenchmarkFailed("the server does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }
}
