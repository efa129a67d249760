package io.millrace.bench.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** HTTP as the soak speaks it. Any thread. */
final class Calls {

  private static final JsonMapper JSON = new JsonMapper();

  /** Far above any answer, also while the disk is full and the machine is busy. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  private final HttpClient http;
  private final String bearer;

  Calls(HttpClient http, String bearer) {
    this.http = http;
    this.bearer = bearer;
  }

  /**
   * What is asked.
   *
   * @param key the idempotency key; empty for none
   * @param body single quotes stand for double ones, to be readable in the source
   */
  record Call(String method, String path, String key, String body) {

    static Call get(String path) {
      return new Call("GET", path, "", "");
    }

    static Call put(String path, String body) {
      return new Call("PUT", path, "", body);
    }

    static Call post(String path, String key, String body) {
      return new Call("POST", path, key, body);
    }
  }

  /** What was answered. */
  record Heard(int status, String body, boolean isReplay) {

    boolean isWell() {
      return status >= 200 && status < 300;
    }

    JsonNode json() {
      return JSON.readTree(body);
    }

    /** Of a problem; empty for an answer that is none. */
    String code() {
      return isWell() ? "" : json().path("code").asString("");
    }
  }

  Heard ask(URI server, Call call) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(call.path()))
            .timeout(ANSWER_MAX)
            .header("Authorization", "Bearer " + bearer);
    if (!call.key().isEmpty()) {
      request.header("Idempotency-Key", call.key());
    }
    if (call.body().isEmpty()) {
      request.method(call.method(), HttpRequest.BodyPublishers.noBody());
    } else {
      String body = call.body().replace('\'', '"');
      request
          .header("Content-Type", "application/json")
          .method(call.method(), HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    boolean isReplay = answer.headers().firstValue("Idempotent-Replayed").isPresent();
    return new Heard(answer.statusCode(), answer.body(), isReplay);
  }
}
