package io.millrace.bench.delivery;

import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.BenchmarkFailed;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;

/** A server's routes, asked as its operator. Any thread. */
final class Api {

  private final HttpClient http;
  private final MillraceServer server;
  private final String key;
  private final AtomicInteger keys = new AtomicInteger();

  Api(HttpClient http, MillraceServer server) {
    this.http = http;
    this.server = server;
    this.key = server.operatorKey();
  }

  void openShop(String shop) {
    call(
        "PUT",
        "/v1/shops/" + shop,
        "{\"name\":\"A shop\",\"currency\":\"CNY\",\"timezone\":\"UTC\",\"paymentTimeout\":\"PT30M\"}");
  }

  /** The body of the answer, which must be well. */
  String call(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve(path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "bench-" + keys.incrementAndGet())
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new BenchmarkFailed(method + " " + path + ": " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new BenchmarkFailed("the server does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }
}
