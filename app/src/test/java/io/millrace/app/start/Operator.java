package io.millrace.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Requests with the key that the server wrote. */
final class Operator {

  private Operator() {}

  static HttpRequest.Builder request(ServerProcess server, String path) throws IOException {
    return request(server.url(), server.operatorKey(), path);
  }

  static HttpRequest.Builder request(String url, String key, String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json");
  }

  static HttpResponse<String> send(
      HttpClient client, HttpRequest.Builder request, String method, String body)
      throws IOException, InterruptedException {
    return client.send(
        request.method(method, HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Sends a body that is written with single quotes for double ones. */
  static HttpResponse<String> sendQuoted(
      HttpClient client, HttpRequest.Builder request, String method, String body)
      throws IOException, InterruptedException {
    return send(client, request, method, body.replace('\'', '"'));
  }

  /** Makes something by a body that is written with single quotes, and gives the answer's. */
  static String make(HttpClient client, ServerProcess server, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = sendQuoted(client, request(server, path), "PUT", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return answer.body();
  }

  /** Makes the shop {@code demo}. */
  static void makeShop(HttpClient client, ServerProcess server)
      throws IOException, InterruptedException {
    make(
        client,
        server,
        "/v1/shops/demo",
        "{'name':'Demo','currency':'CNY','timezone':'UTC','paymentTimeout':'PT30M'}");
  }

  /** Makes the SKU {@code mug} of the shop {@code demo}, for one yuan. */
  static void makeMug(HttpClient client, ServerProcess server)
      throws IOException, InterruptedException {
    make(
        client,
        server,
        "/v1/shops/demo/skus/mug",
        "{'name':'Mug','price':{'amount':100,'currency':'CNY'},'onSale':true}");
  }
}
