package io.millrace.app.start;

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
}
