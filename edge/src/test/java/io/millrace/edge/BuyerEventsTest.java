package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What buyers hear of their orders, and nobody else's. Each test has its own shop. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuyerEventsTest {
  /** As in docs/events.md. */
  private static final int STREAMS_OF_A_BUYER = 8;

  private static final int SILENCE_MILLIS_MAX = 120_000;

  private static final String PAY =
      "{\"amount\":{\"amount\":1999,\"currency\":\"CNY\"},\"reference\":\"bank-1\"}";

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

  private URI events(TestShop shop) {
    return edge.uri(shop.path + "/me/events");
  }

  private Listening listen(TestShop shop, String buyer, String lastId) throws Exception {
    return Listening.to(events(shop), shop.token(buyer), lastId);
  }

  private static void pay(TestShop shop, String order) {
    assertThat(shop.merchant("POST", "/orders/" + order + "/mark-paid", PAY).status())
        .isEqualTo(200);
  }

  private static List<String> types(JsonNode items) {
    return items.valueStream().map(item -> item.get("type").asString()).toList();
  }

  @Test
  void shouldGiveABuyerItsOwnFactsAndNoOthers() {
    TestShop shop = edge.shop("mine", 9);
    String mine = shop.order("anna");
    String others = shop.order("boris");
    pay(shop, others);
    pay(shop, mine);
    Answer page = shop.buyer("anna", "GET", "/me/events", "");
    JsonNode items = page.json().get("items");
    assertThat(types(items)).containsExactly("order.placed", "order.paid");
    assertThat(items.valueStream().map(item -> item.at("/data/order").asString()))
        .containsOnly(mine);
    assertThat(items.at("/0/actor/id").asString()).isEqualTo("anna");
    assertThat(items.at("/1/actor").toString()).isEqualTo("{\"role\":\"MERCHANT\"}");
    assertThat(page.text()).doesNotContain(others, "boris", shop.merchantKeyId);
    assertThat(page.json().get("nextCursor").isNull()).isTrue();
    assertThat(shop.buyer("carl", "GET", "/me/events", "").json().get("items").isEmpty()).isTrue();
  }

  @Test
  void shouldGoOnBehindACursorAndKnowWhatIsAcknowledged() {
    TestShop shop = edge.shop("paged", 30);
    String cursor = shop.buyer("anna", "GET", "/me/events", "").at("/cursor");
    for (int i = 0; i < 10; i++) {
      String order = shop.order("anna");
      pay(shop, order);
      shop.order("boris");
      Answer first = shop.buyer("anna", "GET", "/me/events?limit=1&after=" + cursor, "");
      assertThat(types(first.json().get("items"))).containsExactly("order.placed");
      assertThat(first.at("/items/0/data/order")).isEqualTo(order);
      Answer next = shop.buyer("anna", "GET", "/me/events?after=" + first.at("/nextCursor"), "");
      assertThat(types(next.json().get("items"))).containsExactly("order.paid");
      cursor = next.at("/cursor");
    }
  }

  @Test
  void shouldExportABuyersFactsAsLines() {
    TestShop shop = edge.shop("exported", 5);
    shop.order("boris");
    String order = shop.order("anna");
    Answer lines =
        edge.send(
            edge.request("GET", shop.path + "/me/events", shop.token("anna"), "")
                .header("Accept", "application/jsonl")
                .build());
    List<JsonNode> facts = lines.text().lines().map(line -> MAPPER.readTree(line)).toList();
    assertThat(facts).hasSize(1);
    assertThat(facts.getFirst().at("/data/order").asString()).isEqualTo(order);
  }

  @Test
  void shouldLetTheMerchantSayForWhom() {
    TestShop shop = edge.shop("asked", 5);
    shop.order("anna");
    Answer nobody = shop.merchant("GET", "/me/events", "");
    assertThat(nobody.verdict()).isEqualTo("400 invalid");
    assertThat(nobody.at("/field")).isEqualTo("buyer");
    assertThat(shop.merchant("GET", "/me/events?buyer=anna", "").json().get("items").size())
        .isEqualTo(1);
    assertThat(shop.buyer("boris", "GET", "/me/events?buyer=anna", "").verdict())
        .isEqualTo("403 forbidden");
  }

  @Test
  void shouldRefuseACursorThatTheLogDoesNotHold() throws Exception {
    TestShop shop = edge.shop("lost", 1);
    shop.order("anna");
    String ahead = "AQAAAAAAAAPoAAAAAAAAAAEAAAGhnZdIAA";
    assertThat(shop.buyer("anna", "GET", "/me/events?after=" + ahead, "").verdict())
        .isEqualTo("410 cursor_gone");
    for (String buyer : List.of("anna", "boris")) { // who has orders, and who has none
      HttpRequest live = Listening.request(events(shop), shop.token(buyer), ahead);
      assertThat(edge.send(live).verdict()).isEqualTo("410 cursor_gone");
    }
  }

  @Test
  void shouldTellWhatHappensLiveAndResumeWithoutAGap() throws Exception {
    TestShop shop = edge.shop("live", 20);
    String before = shop.order("anna");
    String lastId;
    try (Listening listening = listen(shop, "anna", "")) {
      assertThat(listening.events(1).getFirst().data().at("/data/order").asString())
          .isEqualTo(before);
      shop.order("boris");
      String order = shop.order("anna");
      Listening.Event placed = listening.events(1).getFirst();
      assertThat(placed.type()).isEqualTo("order.placed");
      assertThat(placed.data().at("/data/order").asString()).isEqualTo(order);
      pay(shop, before);
      Listening.Event paid = listening.events(1).getFirst();
      assertThat(paid.type()).isEqualTo("order.paid");
      assertThat(paid.data().at("/data/order").asString()).isEqualTo(before);
      lastId = placed.id();
    }
    String missed = shop.order("anna");
    try (Listening again = listen(shop, "anna", lastId)) {
      assertThat(again.events(2))
          .extracting(event -> event.data().at("/data/order").asString())
          .containsExactly(before, missed);
      String next = shop.order("anna");
      assertThat(again.events(1).getFirst().data().at("/data/order").asString()).isEqualTo(next);
    }
  }

  /** They leave a moment after they were given up, and whoever listens wants to hear of it. */
  @Test
  void shouldTellWhatHappenedToOrdersThatHaveLeftMemory() throws Exception {
    TestShop shop = edge.shop("left", 20);
    String open = shop.order("anna");
    String gone = shop.order("anna");
    String cursor = shop.buyer("anna", "GET", "/me/events", "").at("/cursor");
    shop.order("boris");
    assertThat(shop.merchant("POST", "/orders/" + gone + "/cancel", "").status()).isEqualTo(200);
    pay(shop, open);
    edge.archive(shop);
    assertThat(shop.merchant("POST", "/orders/" + gone + "/cancel", "").verdict())
        .isEqualTo("409 order_archived");
    Answer page = shop.buyer("anna", "GET", "/me/events?after=" + cursor, "");
    assertThat(types(page.json().get("items"))).containsExactly("order.cancelled", "order.paid");
    try (Listening again = listen(shop, "anna", cursor)) {
      assertThat(again.events(2))
          .extracting(Listening.Event::type)
          .containsExactly("order.cancelled", "order.paid");
    }
    assertThat(types(shop.buyer("anna", "GET", "/me/events", "").json().get("items")))
        .containsExactly("order.placed", "order.placed", "order.cancelled", "order.paid");
    assertThat(shop.buyer("carl", "GET", "/me/events", "").json().get("items").isEmpty()).isTrue();
  }

  @Test
  void shouldNotPassOverWhatHasLeftMemoryWhileTheReadModelCannotBeAsked() {
    try (TestEdge broken = new TestEdge()) {
      TestShop shop = broken.shop("unasked", 5);
      TestShop young = broken.shop("young", 5);
      young.order("anna");
      String gone = shop.order("anna");
      assertThat(shop.merchant("POST", "/orders/" + gone + "/cancel", "").status()).isEqualTo(200);
      broken.archive(shop);
      broken.mislay("orders");
      assertThat(shop.buyer("anna", "GET", "/me/events", "").verdict())
          .isEqualTo("503 read_model_unavailable");
      URI live = broken.uri(shop.path + "/me/events");
      assertThat(broken.send(Listening.request(live, shop.token("anna"), "")).verdict())
          .isEqualTo("503 read_model_unavailable");
      Answer none = young.buyer("anna", "GET", "/me/events", "");
      assertThat(types(none.json().get("items")))
          .as("nothing left")
          .containsExactly("order.placed");
    }
  }

  @Test
  void shouldEndAStreamWhoseTokenHasExpired() throws Exception {
    try (TestEdge ageing = new TestEdge()) {
      TestShop shop = ageing.shop("ageing", 5);
      URI events = ageing.uri(shop.path + "/me/events");
      String old = shop.token("anna");
      try (Listening listening = Listening.to(events, old, "")) {
        String lastId = listening.firstId();
        ageing.gate.pass(Duration.ofHours(1).toMillis());
        String order = shop.order("anna");
        assertThat(listening.rest()).doesNotContain(order);
        assertThat(ageing.send(Listening.request(events, old, lastId)).verdict())
            .isEqualTo("401 unauthorized");
        try (Listening again = Listening.to(events, shop.token("anna"), lastId)) {
          assertThat(again.events(1).getFirst().data().at("/data/order").asString())
              .isEqualTo(order);
        }
      }
    }
  }

  @Test
  void shouldEndAMerchantsStreamWhoseKeyWasRevoked() throws Exception {
    TestShop shop = edge.shop("revoked", 5);
    try (Listening listening =
        Listening.to(edge.uri(shop.path + "/events"), shop.merchantKey, "")) {
      assertThat(listening.events(5)).hasSize(5);
      edge.asOperator("DELETE", shop.path + "/keys/" + shop.merchantKeyId, "");
      shop.order("anna");
      assertThat(listening.rest()).doesNotContain("order.placed");
    }
  }

  @Test
  void shouldEndABuyersOldestStreamWhenItOpensTooMany() throws Exception {
    TestShop shop = edge.shop("many", 5);
    List<Listening> open = new ArrayList<>();
    for (int i = 0; i < STREAMS_OF_A_BUYER; i++) {
      open.add(listen(shop, "anna", ""));
    }
    Listening others = listen(shop, "boris", "");
    open.add(listen(shop, "anna", ""));
    assertThat(open.removeFirst().rest()).doesNotContain("data:");
    shop.order("anna");
    shop.order("boris");
    open.add(others);
    for (Listening listening : open) {
      assertThat(listening.events(1)).hasSize(1);
      listening.close();
    }
  }

  @Test
  void shouldRefuseMoreThanMayListen() throws Exception {
    EdgeSettings few = EdgeSettings.of("127.0.0.1", 0, "fsync").withEventStreamsMax(1);
    try (TestEdge small = new TestEdge(few)) {
      TestShop shop = small.shop("few", 5);
      try (Socket one = new Socket(InetAddress.getLoopbackAddress(), small.server.port())) {
        one.setSoTimeout(SILENCE_MILLIS_MAX);
        ask(one, "GET", shop, "keep-alive");
        assertThat(hear(one, "\nid: ")).as("anna listens").startsWith("HTTP/1.1 200 ");
        URI events = small.uri(shop.path + "/me/events");
        Answer refused = small.send(Listening.request(events, shop.token("boris"), ""));
        assertThat(refused.verdict()).isEqualTo("503 overloaded");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        small.gate.pass(Duration.ofHours(1).toMillis());
        String order = shop.order("anna");
        for (String after : List.of("keep-alive", "keep-alive", "close")) {
          ask(one, "HEAD", shop, after);
        }
        String rest = new String(one.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(rest).as("her token has expired").doesNotContain(order);
        assertThat(rest.lines().filter(line -> line.startsWith("HTTP/1.1")))
            .as("a place is free again, and a HEAD keeps none")
            .hasSize(3)
            .allMatch(line -> line.contains(" 200 "));
      }
    }
  }

  /** Up to some words, or to the end. */
  private static String hear(Socket connection, String words) throws IOException {
    StringBuilder heard = new StringBuilder();
    for (int next = connection.getInputStream().read();
        next >= 0 && heard.indexOf(words) < 0;
        next = connection.getInputStream().read()) {
      heard.append((char) next);
    }
    return heard.toString();
  }

  /** On a connection, the next answer comes when all of the one before is over. */
  private static void ask(Socket connection, String method, TestShop shop, String after)
      throws IOException {
    String request =
        """
        %s %s/me/events HTTP/1.1
        Host: localhost
        Authorization: Bearer %s
        Accept: text/event-stream
        Connection: %s

        """
            .formatted(method, shop.path, shop.token("anna"), after);
    connection
        .getOutputStream()
        .write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
  }
}
