package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A browser's side of a stream of events. */
record Listening(HttpClient client, BufferedReader lines) implements AutoCloseable {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  /** As it was told. */
  record Event(String id, String type, JsonNode data) {}

  /** Comes for the first time, or comes back if there is a last id. */
  static Listening to(URI events, String token, String lastId)
      throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<InputStream> response =
        client.send(request(events, token, lastId), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    return new Listening(
        client, new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
  }

  static HttpRequest request(URI events, String token, String lastId) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(events)
            .header("Authorization", "Bearer " + token)
            .header("Accept", "text/event-stream");
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    return request.build();
  }

  List<Event> events(int count) throws IOException {
    List<Event> events = new ArrayList<>();
    String id = "";
    String type = "";
    while (events.size() < count) {
      String line = lines.readLine();
      assertThat(line).as("the stream goes on").isNotNull();
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        type = line.substring(7);
      } else if (line.startsWith("data: ")) {
        events.add(new Event(id, type, MAPPER.readTree(line.substring(6))));
      }
    }
    return events;
  }

  /** The first id that comes, with or without an event. */
  String firstId() throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith("id: ")) {
      line = lines.readLine();
    }
    assertThat(line).isNotNull();
    return line.substring(4);
  }

  /** What still comes until the server ends it. */
  String rest() throws IOException {
    StringBuilder rest = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      rest.append(line).append('\n');
    }
    return rest.toString();
  }

  @Override
  public void close() throws IOException {
    lines.close();
    client.shutdownNow();
    client.close();
  }
}
