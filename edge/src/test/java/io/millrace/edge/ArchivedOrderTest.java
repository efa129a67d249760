package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a client sees of an order before and after it has left memory. Each test has its own shop.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchivedOrderTest {
  private static final Duration WINDOW = Duration.ofDays(90);
  private static final String PAID =
      "{\"amount\":{\"amount\":1999,\"currency\":\"CNY\"},\"reference\":\"bank-1\"}";
  private static final String PARCEL =
      "{\"carrier\":\"SF\",\"trackingNumber\":\"1\",\"reference\":\"%s\",\"metadata\":{\"box\":\"9\"}}";

  private TestEdge edge;

  @BeforeAll
  void start() {
    edge = new TestEdge();
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  private static void post(TestShop shop, String rest, String body) {
    Answer answer = shop.merchant("POST", rest, body);
    assertThat(answer.status()).as(answer.text()).isBetween(200, 201);
  }

  private static String completed(TestShop shop) {
    String order = shop.order("anna");
    post(shop, "/orders/" + order + "/mark-paid", PAID);
    post(shop, "/orders/" + order + "/ship", PARCEL.formatted("parcel-" + order));
    post(shop, "/orders/" + order + "/complete", "");
    return order;
  }

  private static String cancelled(TestShop shop, String buyer) {
    String order = shop.order(buyer);
    post(shop, "/orders/" + order + "/cancel", "{\"reason\":\"CHANGED_MIND\"}");
    return order;
  }

  private static String named(TestShop shop, String reference) {
    Answer placed =
        shop.merchant(
            "POST",
            "/orders",
            "{\"buyer\":\"anna\",\"lines\":[{\"sku\":\"tea\",\"quantity\":1}],\"reference\":\""
                + reference
                + "\"}");
    assertThat(placed.status()).as(placed.text()).isEqualTo(201);
    return placed.at("/id");
  }

  private static List<String> ids(Answer page) {
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    List<String> ids = new ArrayList<>();
    page.json().get("items").forEach(item -> ids.add(item.get("id").asString()));
    return ids;
  }

  /** Asked of every order: what must be the same, byte for byte. */
  private record Looks(String order, String history, String shipments, String parcel, String tag) {
    static Looks of(TestShop shop, String order) {
      String path = "/orders/" + order;
      Answer one = shop.merchant("GET", path, "");
      assertThat(one.status()).as(one.text()).isEqualTo(200);
      return new Looks(
          one.text(),
          shop.merchant("GET", path + "/history", "").text(),
          shop.merchant("GET", path + "/shipments", "").text(),
          shop.merchant("GET", path + "/shipments/1", "").text(),
          one.header("ETag"));
    }
  }

  @Test
  void shouldLookTheSameBeforeAndAfterItLeft() {
    TestShop shop = edge.shop("same", 10);
    String completed = completed(shop);
    String cancelled = cancelled(shop, "anna");
    post(
        shop,
        "/orders/" + completed + "/shipments/1/delivered",
        "{\"at\":\"" + edge.clock.instant() + "\"}");
    String position = shop.merchant("GET", "/skus/tea/stock", "").header("Millrace-Position");
    shop.merchant("GET", "/orders?asOf=" + position, "");
    Looks done = Looks.of(shop, completed);
    Looks gone = Looks.of(shop, cancelled);
    edge.gate.pass(WINDOW.toMillis());
    edge.archive(shop);
    assertThat(change(shop, completed).verdict()).isEqualTo("409 order_archived");
    assertThat(Looks.of(shop, completed)).isEqualTo(done);
    assertThat(Looks.of(shop, cancelled)).isEqualTo(gone);
    Answer one = shop.merchant("GET", "/orders/" + completed, "");
    assertThat(Long.parseLong(one.header("Millrace-Position")))
        .as("decided after the archiving")
        .isGreaterThan(Long.parseLong(position));
    assertThat(one.header("Date-Decided")).isNotEmpty();
  }

  private static Answer change(TestShop shop, String order) {
    return shop.merchant("POST", "/orders/" + order + "/cancel", "");
  }

  @Test
  void shouldRefuseChangesOfWhatLeftAndKnowWhatNeverWas() {
    TestShop shop = edge.shop("changes", 10);
    String order = cancelled(shop, "anna");
    String waiting = completed(shop);
    edge.archive(shop);
    for (String change : List.of("/mark-paid", "/ship", "/cancel", "/complete", "/extend")) {
      String body =
          switch (change) {
            case "/mark-paid" -> PAID;
            case "/ship" -> PARCEL.formatted("none");
            case "/extend" -> "{\"until\":\"2030-01-01T00:00:00Z\"}";
            default -> "";
          };
      Answer answer = shop.merchant("POST", "/orders/" + order + change, body);
      assertThat(answer.verdict()).as(change).isEqualTo("409 order_archived");
      assertThat(answer.at("/orderStatus")).isEqualTo("CANCELLED");
      assertThat(answer.header("Millrace-Position")).isNotEmpty();
    }
    assertThat(change(shop, waiting).verdict()).as("in its window").isEqualTo("409 order_state");
    String before = Long.toString(Long.parseLong(order) - 1);
    String after = Long.toString(Long.parseLong(waiting) + 1);
    for (String never : List.of(before, after)) {
      assertThat(change(shop, never).verdict()).isEqualTo("404 order_unknown");
      assertThat(shop.merchant("GET", "/orders/" + never, "").verdict())
          .isEqualTo("404 order_unknown");
      assertThat(shop.merchant("GET", "/orders/" + never + "/history", "").verdict())
          .isEqualTo("404 order_unknown");
    }
  }

  @Test
  void shouldShowABuyerOnlyItsOwn() {
    TestShop shop = edge.shop("whose", 10);
    String order = cancelled(shop, "anna");
    edge.archive(shop);
    assertThat(shop.buyer("anna", "GET", "/orders/" + order, "").status()).isEqualTo(200);
    assertThat(shop.buyer("anna", "POST", "/orders/" + order + "/cancel", "").verdict())
        .isEqualTo("409 order_archived");
    for (String route : List.of("", "/shipments")) {
      assertThat(shop.buyer("boris", "GET", "/orders/" + order + route, "").verdict())
          .isEqualTo("404 order_unknown");
    }
    assertThat(shop.buyer("boris", "POST", "/orders/" + order + "/cancel", "").verdict())
        .isEqualTo("404 order_unknown");
    TestShop other = edge.shop("whose-other", 10);
    cancelled(other, "anna");
    edge.archive(other);
    assertThat(other.merchant("GET", "/orders/" + order, "").verdict())
        .isEqualTo("404 order_unknown");
  }

  @Test
  void shouldAnswerRepeatsAsBefore() {
    TestShop shop = edge.shop("repeats", 10);
    Answer checkout =
        shop.buyer("anna", "POST", "/checkouts", "{\"lines\":[{\"sku\":\"tea\",\"quantity\":2}]}");
    String body =
        "{\"lines\":[{\"sku\":\"tea\",\"quantity\":2}],\"submitToken\":\""
            + checkout.at("/submitToken")
            + "\"}";
    String token = shop.token("anna");
    Answer placed = edge.call("POST", shop.path + "/orders", token, body, "place-1");
    assertThat(placed.status()).as(placed.text()).isEqualTo(201);
    String cancel = shop.path + "/orders/" + placed.at("/id") + "/cancel";
    Answer cancelled = edge.call("POST", cancel, token, "", "cancel-1");
    edge.archive(shop);
    Answer again = edge.call("POST", shop.path + "/orders", token, body, "place-1");
    assertThat(again.status()).as(again.text()).isEqualTo(201);
    assertThat(again.text()).isEqualTo(placed.text());
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(again.header("Location")).isEqualTo(placed.header("Location"));
    assertThat(again.header("ETag")).isEqualTo(placed.header("ETag"));
    Answer otherKey = edge.call("POST", shop.path + "/orders", token, body, "place-2");
    assertThat(otherKey.text()).isEqualTo(placed.text());
    assertThat(otherKey.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(edge.call("POST", cancel, token, "", "cancel-1").text()).isEqualTo(cancelled.text());
    assertThat(edge.call("POST", shop.path + "/orders", token, TestShop.ORDER, "place-1").verdict())
        .isEqualTo("422 idempotency_key_reused");
  }

  @Test
  void shouldSayThatTheReadModelLacksWhatARepeatAsksFor() {
    TestShop shop = edge.shop("lost-row", 10);
    String token = shop.token("anna");
    Answer placed = edge.call("POST", shop.path + "/orders", token, TestShop.ORDER, "place-1");
    String order = placed.at("/id");
    post(shop, "/orders/" + order + "/cancel", "");
    edge.archive(shop);
    edge.lose(order);
    Answer again = edge.call("POST", shop.path + "/orders", token, TestShop.ORDER, "place-1");
    assertThat(again.verdict()).isEqualTo("503 read_model_unavailable");
  }

  /** What left was in the tables before: what has happened since says nothing of it. */
  @Test
  void shouldFindWhatLeftAndKnowWhatNeverWasHoweverFarTheTablesAreBehind() {
    try (TestEdge slow = new TestEdge()) {
      TestShop shop = slow.shop("behind", 10);
      String order = completed(shop);
      slow.gate.pass(WINDOW.toMillis());
      slow.archive(shop);
      slow.mislay("stock_movements");
      String open = shop.order("anna");
      assertThat(shop.merchant("GET", "/orders/" + order, "").at("/status")).isEqualTo("COMPLETED");
      assertThat(change(shop, order).verdict()).isEqualTo("409 order_archived");
      String never = Long.toString(Long.parseLong(order) - 1);
      assertThat(shop.merchant("GET", "/orders/" + never, "").verdict())
          .isEqualTo("404 order_unknown");
      assertThat(shop.merchant("GET", "/orders/" + never + "/history", "").verdict())
          .isEqualTo("404 order_unknown");
      assertThat(types(shop.buyer("anna", "GET", "/me/events", "")))
          .containsExactly(
              "order.placed", "order.paid", "order.shipped", "order.completed", "order.placed");
      assertThat(shop.merchant("GET", "/orders/" + open, "").at("/status"))
          .isEqualTo("PENDING_PAYMENT");
    }
  }

  /** Orders leave in another order than they came in. */
  @Test
  void shouldListABuyersOrdersWhereverTheyAre() {
    TestShop shop = edge.shop("lists", 20);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.addFirst(i % 2 == 0 ? shop.order("anna") : cancelled(shop, "anna"));
      cancelled(shop, "boris");
    }
    Answer before = shop.merchant("GET", "/orders?buyer=anna", "");
    Answer firstPage = shop.merchant("GET", "/orders?buyer=anna&limit=2", "");
    assertThat(ids(before)).isEqualTo(all);
    edge.archive(shop);
    Answer after = shop.merchant("GET", "/orders?buyer=anna", "");
    assertThat(after.text()).isEqualTo(before.text());
    assertThat(after.header("As-Of")).isNotEmpty();
    assertThat(shop.buyer("anna", "GET", "/orders", "").text()).isEqualTo(before.text());
    List<String> paged = new ArrayList<>(ids(firstPage));
    String cursor = firstPage.at("/nextCursor");
    while (!cursor.isEmpty() && !cursor.equals("null")) {
      Answer page = shop.merchant("GET", "/orders?buyer=anna&limit=2&cursor=" + cursor, "");
      paged.addAll(ids(page));
      cursor = page.json().get("nextCursor").isNull() ? "" : page.at("/nextCursor");
    }
    assertThat(paged).isEqualTo(all);
    assertThat(ids(shop.merchant("GET", "/orders?buyer=nobody", ""))).isEmpty();
  }

  /** Memory says so of a buyer with very many orders when the cursor's order has left. */
  @Test
  void shouldTakeAPageFromTheTablesAloneWhenMemoryCannotLookSoFarBack() {
    try (TestEdge crowded = new TestEdge(ArchivedOrderTest::unable)) {
      TestShop shop = crowded.shop("crowded", 10);
      List<String> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.addFirst(shop.order("anna"));
      }
      Answer first = shop.merchant("GET", "/orders?buyer=anna&limit=2", "");
      assertThat(ids(first)).isEqualTo(all.subList(0, 2));
      String rest = "/orders?buyer=anna&limit=2&cursor=" + first.at("/nextCursor");
      Answer last = shop.merchant("GET", rest, "");
      assertThat(ids(last)).isEqualTo(all.subList(2, 3));
      assertThat(last.json().get("nextCursor").isNull()).isTrue();
      assertThat(types(shop.buyer("anna", "GET", "/me/events", ""))).hasSize(3);
    }
  }

  private static List<String> types(Answer page) {
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    return page.json().get("items").valueStream().map(item -> item.get("type").asString()).toList();
  }

  /** A node that finds none of a buyer's orders in the time it has. */
  private static Gate unable(TestNode node) {
    return new Gate() {
      @Override
      public CompletableFuture<Reply> submit(Request request) {
        return node.submit(request).thenApply(reply -> emptied(request, reply));
      }

      @Override
      public CompletableFuture<Reply> submit(int shard, Request request) {
        return node.submit(shard, request);
      }

      @Override
      public int shards() {
        return node.shards();
      }
    };
  }

  private static Reply emptied(Request request, Reply reply) {
    return request.command() instanceof ListOrdersOfBuyer
            && reply instanceof Reply.Decided(Outcome _, long position, long atMillis)
        ? new Reply.Decided(
            new Outcome.Answered(new OrderPage(List.of(), true, 1)), position, atMillis)
        : reply;
  }

  @Test
  void shouldFindAnOrderByItsReferenceAndLetItBeGivenAgain() {
    TestShop shop = edge.shop("references", 10);
    String first = named(shop, "po-1");
    post(shop, "/orders/" + first + "/cancel", "");
    edge.archive(shop);
    assertThat(ids(shop.merchant("GET", "/orders?reference=po-1", ""))).containsExactly(first);
    String second = named(shop, "po-1");
    assertThat(ids(shop.merchant("GET", "/orders?reference=po-1", ""))).containsExactly(second);
    post(shop, "/orders/" + second + "/cancel", "");
    edge.archive(shop);
    assertThat(ids(shop.merchant("GET", "/orders?reference=po-1", ""))).containsExactly(second);
    assertThat(ids(shop.merchant("GET", "/orders?reference=po-2", ""))).isEmpty();
  }

  @Test
  void shouldTellThatOrdersLeftInTheStreamOfFactsAndNotInTheirHistory() {
    TestShop shop = edge.shop("told", 10);
    String order = cancelled(shop, "anna");
    edge.archive(shop);
    Answer events = shop.merchant("GET", "/events?limit=200", "");
    assertThat(events.json().at("/items").valueStream().map(item -> item.get("type").asString()))
        .endsWith("order.cancelled", "orders.archived");
    assertThat(events.text()).contains("\"orders\":[\"" + order + "\"]");
    assertThat(shop.merchant("GET", "/orders/" + order + "/history", "").text())
        .contains("order.cancelled")
        .doesNotContain("archived");
  }

  @Test
  void shouldTakeAndShowAShopsWindow() {
    edge.shop("window", 1);
    String body =
        """
        {"name":"Shop","currency":"CNY","timezone":"Asia/Shanghai","paymentTimeout":"PT30M",
         "refundWindow":"%s"}
        """;
    assertThat(edge.asOperator("GET", "/v1/shops/window", "").at("/refundWindow"))
        .isEqualTo("PT2160H");
    Answer made = edge.asOperator("PUT", "/v1/shops/window-2", body.formatted("PT5S"));
    assertThat(made.at("/refundWindow")).isEqualTo("PT5S");
    for (String wrong : List.of("PT0.5S", "P3654D", "PT1.0001S")) {
      Answer refused = edge.asOperator("PUT", "/v1/shops/window-3", body.formatted(wrong));
      assertThat(refused.verdict()).isEqualTo("400 invalid");
      assertThat(refused.at("/field")).isEqualTo("refundWindow");
    }
  }
}
