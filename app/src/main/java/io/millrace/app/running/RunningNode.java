package io.millrace.app.running;

import io.millrace.app.Stop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A node that is asked to do something, by whoever has its operator's key. */
public record RunningNode(URI url, Path keyFile) {

  public String get(String path) throws IOException, InterruptedException {
    return ask("GET", path, "");
  }

  /** Waits for as long as that takes, and gives the answer's body. */
  public String post(String path) throws IOException, InterruptedException {
    return ask("POST", path, "");
  }

  public String put(String path, String json) throws IOException, InterruptedException {
    return ask("PUT", path, json);
  }

  private String ask(String verb, String path, String json)
      throws IOException, InterruptedException {
    URI route = route(path);
    HttpRequest request =
        HttpRequest.newBuilder(route)
            .header("Authorization", "Bearer " + key())
            .header("Content-Type", "application/json")
            .method(verb, HttpRequest.BodyPublishers.ofString(json))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      String sentence = "%s answers %s".formatted(route, answer.body());
      return switch (answer.statusCode()) {
        case 200 -> answer.body();
        case 400, 401, 403, 409 -> throw Stop.wrongUse(sentence);
        default -> throw Stop.environment(sentence, null);
      };
    } catch (IOException failure) {
      throw Stop.environment("%s does not answer: %s".formatted(url, failure), failure);
    }
  }

  private URI route(String path) {
    boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!isHttp || url.getHost() == null) {
      throw Stop.wrongUse("--url is \"%s\", but must begin with http://HOST:PORT.".formatted(url));
    }
    return url.resolve(path);
  }

  private String key() throws IOException {
    if (!Files.isReadable(keyFile)) {
      throw Stop.wrongUse(
          "There is no key to be read in %s: name the operator's with --key-file."
              .formatted(keyFile));
    }
    return Files.readString(keyFile, StandardCharsets.US_ASCII).strip();
  }
}
