package io.millrace.bench.torture;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** HTTP as clients speak it. Any thread. */
final class Wire {

  /** Far above any answer, also of a server that was stopped for a while. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  private final HttpClient http;
  private final Keyring keys;

  Wire(HttpClient http, Keyring keys) {
    this.http = http;
    this.keys = keys;
  }

  Answered ask(URI server, Asking asking) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(asking.path()))
            .timeout(ANSWER_MAX)
            .header("Authorization", "Bearer " + keys.bearer(asking));
    if (!asking.key().isEmpty()) {
      request.header("Idempotency-Key", asking.key());
    }
    if (asking.body().isEmpty()) {
      request.method(asking.method(), HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(asking.method(), HttpRequest.BodyPublishers.ofString(asking.body()));
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    HttpHeaders headers = answer.headers();
    return new Answered(
        answer.statusCode(),
        headers.firstValue("Idempotent-Replayed").isPresent(),
        headers.firstValueAsLong("Millrace-Position").orElse(Answered.NOT_DECIDED),
        headers
            .firstValue("Date-Decided")
            .map(text -> Instant.parse(text).toEpochMilli())
            .orElse(0L),
        answer.body());
  }
}
