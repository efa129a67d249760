package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A shop's facts as pages, as lines, and live. Each test has its own shop. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventsTest {
  /** Each may find the tail late or not. */
  private static final int ORDERS = 20;

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private TestEdge edge;

  @BeforeAll
  void start() {
    edge = new TestEdge();
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  private static List<String> types(JsonNode items) {
    return items.valueStream().map(item -> item.get("type").asString()).toList();
  }

  @Test
  void shouldGiveAShopsFactsInOrderAndNoOthers() {
    TestShop shop = edge.shop("mine", 5);
    TestShop other = edge.shop("theirs", 5);
    other.order("boris");
    String order = shop.order("anna");
    Answer page = shop.merchant("GET", "/events", "");
    JsonNode items = page.json().get("items");
    assertThat(types(items))
        .containsExactly(
            "shop.defined",
            "merchant_key.issued",
            "buyer_secret.issued",
            "sku.defined",
            "stock.moved",
            "order.placed");
    assertThat(items.valueStream().map(item -> item.get("position").asLong()))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(items.at("/5/data/order").asString()).isEqualTo(order);
    assertThat(page.json().get("nextCursor").isNull()).isTrue();
    assertThat(page.text()).as("no secret of any kind").doesNotContain("hash", "sealed");
  }

  @Test
  void shouldGoOnBehindACursorWithoutAGap() {
    TestShop shop = edge.shop("paged", ORDERS);
    List<String> seen = new ArrayList<>();
    String cursor = "";
    boolean more = true;
    while (more) {
      Answer page =
          shop.merchant(
              "GET", "/events?limit=2" + (cursor.isEmpty() ? "" : "&after=" + cursor), "");
      seen.addAll(types(page.json().get("items")));
      cursor = page.at("/cursor");
      more = !page.json().get("nextCursor").isNull();
    }
    assertThat(seen).hasSize(5).startsWith("shop.defined").endsWith("stock.moved");
    for (int i = 0; i < ORDERS; i++) {
      String order = shop.order("anna");
      Answer since = shop.merchant("GET", "/events?after=" + cursor, "");
      assertThat(types(since.json().get("items")))
          .as("acknowledged")
          .containsExactly("order.placed");
      assertThat(since.at("/items/0/data/order")).isEqualTo(order);
      cursor = since.at("/cursor");
    }
  }

  @Test
  void shouldRefuseACursorThatTheLogDoesNotHold() {
    TestShop shop = edge.shop("lost", 1);
    assertThat(shop.merchant("GET", "/events?after=nonsense", "").at("/field")).isEqualTo("after");
    String ahead = "AQAAAAAAAAPoAAAAAAAAAAEAAAGhnZdIAA";
    assertThat(shop.merchant("GET", "/events?after=" + ahead, "").verdict())
        .isEqualTo("410 cursor_gone");
  }

  @Test
  void shouldExportEverythingAsCsv() {
    TestShop shop = edge.shop("exported-csv", 5);
    String order = shop.order("anna");
    HttpRequest request =
        edge.request("GET", shop.path + "/events", shop.merchantKey, "")
            .header("Accept", "text/csv")
            .build();
    Answer csv = edge.send(request);
    assertThat(csv.header("Content-Type")).startsWith("text/csv");
    List<String> lines = csv.text().lines().toList();
    assertThat(lines).hasSize(1 + 6);
    assertThat(lines.getFirst()).isEqualTo("id,position,at,type,actor_role,actor,order_id,data");
    String last = lines.getLast();
    assertThat(last).contains(",order.placed,BUYER,anna," + order + ",\"{\"\"order\"\":");
    String data = last.substring(last.indexOf("\"{") + 1, last.length() - 1).replace("\"\"", "\"");
    assertThat(MAPPER.readTree(data))
        .isEqualTo(shop.merchant("GET", "/events", "").json().at("/items/5/data"));
  }

  @Test
  void shouldExportEverythingAsLinesOfJson() {
    TestShop shop = edge.shop("exported", 5);
    shop.order("anna");
    HttpRequest request =
        edge.request("GET", shop.path + "/events", shop.merchantKey, "")
            .header("Accept", "application/jsonl")
            .build();
    Answer lines = edge.send(request);
    assertThat(lines.header("Content-Type")).isEqualTo("application/jsonl");
    List<JsonNode> facts = lines.text().lines().map(line -> MAPPER.readTree(line)).toList();
    assertThat(facts).hasSize(6);
    assertThat(facts.getLast().get("type").asString()).isEqualTo("order.placed");
    assertThat(facts.getLast())
        .isEqualTo(shop.merchant("GET", "/events", "").json().at("/items/5"));
  }

  @Test
  void shouldExportMoreThanIsSentAtATime() {
    TestShop shop = edge.shop("large", 0);
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < 450; i++) {
      items
          .append(i == 0 ? "" : ",")
          .append(
              "{\"sku\":\"s-%d\",\"name\":\"n\",\"price\":{\"amount\":1,\"currency\":\"CNY\"},\"onSale\":true}"
                  .formatted(i));
    }
    Answer made = shop.merchant("POST", "/skus/batch", "{\"items\":[" + items + "]}");
    assertThat(made.status()).isEqualTo(200);
    HttpRequest request =
        edge.request("GET", shop.path + "/events", shop.merchantKey, "")
            .header("Accept", "application/jsonl")
            .build();
    List<Long> positions =
        edge.send(request)
            .text()
            .lines()
            .map(line -> MAPPER.readTree(line).get("position").asLong())
            .toList();
    assertThat(positions).hasSize(4 + 450 + 1).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void shouldTellWhatHappensLiveAndResumeWithoutAGap() throws Exception {
    TestShop shop = edge.shop("live", 9);
    String lastId;
    try (Listening listening = listen(shop, "")) {
      assertThat(listening.events(5)).extracting(Event::type).endsWith("stock.moved");
      String order = shop.order("anna");
      Event placed = listening.events(1).getFirst();
      assertThat(placed.type).isEqualTo("order.placed");
      assertThat(placed.data.at("/data/order").asString()).isEqualTo(order);
      lastId = placed.id;
    }
    String missed = shop.order("boris");
    try (Listening again = listen(shop, lastId)) {
      Event first = again.events(1).getFirst();
      assertThat(first.data.at("/data/order").asString()).isEqualTo(missed);
      String next = shop.order("carl");
      assertThat(again.events(1).getFirst().data.at("/data/order").asString()).isEqualTo(next);
    }
  }

  @Test
  void shouldEndStreamsWhenItStops() throws Exception {
    try (TestEdge stopping = new TestEdge()) {
      TestShop shop = stopping.shop("stopping", 1);
      try (Listening listening = listen(stopping, shop, "")) {
        assertThat(listening.events(5)).hasSize(5);
        stopping.endStreams();
        assertThat(listening.reachesItsEnd()).isTrue();
      }
    }
  }

  private Listening listen(TestShop shop, String lastId) throws Exception {
    return listen(edge, shop, lastId);
  }

  private static Listening listen(TestEdge edge, TestShop shop, String lastId) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(edge.uri(shop.path + "/events"))
            .header("Authorization", "Bearer " + shop.merchantKey)
            .header("Accept", "text/event-stream");
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    return new Listening(
        client, new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
  }

  private record Event(String id, String type, JsonNode data) {}

  /** A browser's side of a stream. */
  private record Listening(HttpClient client, BufferedReader lines) implements AutoCloseable {

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

    boolean reachesItsEnd() throws IOException {
      String line = lines.readLine();
      while (line != null) {
        line = lines.readLine();
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      lines.close();
      client.shutdownNow();
      client.close();
    }
  }
}
