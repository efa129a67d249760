package io.millrace.app.audit;

import io.millrace.app.ExitStatus;
import io.millrace.app.Stop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A node elsewhere that is asked to audit itself. */
record RunningNode(URI url, Path keyFile) {

  private static final String ROUTE = "/v1/admin/audit";

  /** What it answered: the same object that an audit of a directory prints. */
  record Told(String json, ExitStatus status) {}

  /** Waits for as long as the audit takes. */
  Told audit() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(route())
            .header("Authorization", "Bearer " + key())
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      String sentence = "%s answers %s".formatted(route(), answer.body());
      switch (answer.statusCode()) {
        case 200 -> {
          // the report
        }
        case 401, 403 -> throw Stop.wrongUse(sentence);
        default -> throw Stop.environment(sentence, null);
      }
      return new Told(answer.body(), status(answer.body()));
    } catch (IOException failure) {
      throw Stop.environment("%s does not answer: %s".formatted(url, failure), failure);
    }
  }

  private URI route() {
    boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!isHttp || url.getHost() == null) {
      throw Stop.wrongUse("--url is \"%s\", but must begin with http://HOST:PORT.".formatted(url));
    }
    return url.resolve(ROUTE);
  }

  private String key() throws IOException {
    if (!Files.isReadable(keyFile)) {
      throw Stop.wrongUse(
          "There is no key to be read in %s: name the operator's with --key-file."
              .formatted(keyFile));
    }
    return Files.readString(keyFile, StandardCharsets.US_ASCII).strip();
  }

  /** As for a directory: damage outranks broken promises. */
  private static ExitStatus status(String json) {
    boolean isWell = false;
    boolean isDamaged = false;
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      for (String field = parser.nextName(); field != null; field = parser.nextName()) {
        JsonToken value = parser.nextToken();
        switch (field) {
          case "well" -> isWell = value == JsonToken.VALUE_TRUE;
          case "damages" -> {
            isDamaged = parser.nextToken() != JsonToken.END_ARRAY;
            while (parser.currentToken() != JsonToken.END_ARRAY) {
              parser.nextToken();
            }
          }
          default -> parser.skipChildren();
        }
      }
    }
    if (isDamaged) {
      return ExitStatus.DAMAGED;
    }
    return isWell ? ExitStatus.WELL : ExitStatus.BROKEN;
  }
}
