package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.refusal.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Lists, histories and ledgers as a merchant and a buyer get them. Each test has its own shop. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadModelTest {
  private static final String PAID =
      "{\"amount\":{\"amount\":1999,\"currency\":\"CNY\"},\"reference\":\"bank-1\"}";
  private static final String PARCEL = "{\"carrier\":\"SF\",\"trackingNumber\":\"1\"}";

  private TestEdge edge;

  @BeforeAll
  void start() {
    edge = new TestEdge();
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  private static String position(TestShop shop) {
    return shop.merchant("GET", "/skus/tea/stock", "").header("Millrace-Position");
  }

  private static String pay(TestShop shop, String order) {
    Answer paid = shop.merchant("POST", "/orders/" + order + "/mark-paid", PAID);
    assertThat(paid.status()).as(paid.text()).isEqualTo(200);
    return paid.header("Millrace-Position");
  }

  private static List<String> ids(Answer page) {
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    List<String> ids = new ArrayList<>();
    page.json().get("items").forEach(item -> ids.add(item.get("id").asString()));
    return ids;
  }

  @Test
  void shouldShowWhatAClientWroteWhenItSaysSo() {
    TestShop shop = edge.shop("own-writes", 10);
    String order = shop.order("anna");
    String position = pay(shop, order);
    Answer list = shop.merchant("GET", "/orders?buyer=anna&asOf=" + position, "");
    assertThat(ids(list)).containsExactly(order);
    assertThat(Long.parseLong(list.header("As-Of"))).isGreaterThanOrEqualTo(number(position));
    assertThat(list.header("Millrace-Position")).isEqualTo(list.header("As-Of"));
    assertThat(Instant.parse(list.header("Date-Decided"))).isEqualTo(edge.clock.instant());
    assertThat(list.at("/items/0/status")).isEqualTo("PAID");
    JsonNode one = shop.merchant("GET", "/orders/" + order, "").json();
    assertThat(list.json().at("/items/0")).as("as memory has it").isEqualTo(one);
  }

  private static long number(String position) {
    return Long.parseLong(position);
  }

  @Test
  void shouldSayAsOfWhenAListFromMemoryIs() {
    TestShop shop = edge.shop("memory", 10);
    shop.order("anna");
    Answer list = shop.merchant("GET", "/orders?buyer=anna", "");
    assertThat(list.header("As-Of")).isNotEmpty().isEqualTo(list.header("Millrace-Position"));
  }

  @Test
  void shouldListAShopsOrdersByStatusAndTimePageByPage() {
    TestShop shop = edge.shop("searched", 50);
    List<String> early = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      early.addFirst(shop.order("buyer-" + i));
    }
    edge.gate.pass(Duration.ofMinutes(1).toMillis());
    Instant noon = edge.clock.instant();
    String late = shop.order("anna");
    pay(shop, late);
    pay(shop, early.getLast());
    String fresh = "asOf=" + position(shop);
    assertThat(ids(shop.merchant("GET", "/orders?" + fresh, "")))
        .startsWith(late)
        .containsAll(early)
        .hasSize(6);
    assertThat(ids(shop.merchant("GET", "/orders?status=PAID&" + fresh, "")))
        .containsExactly(late, early.getLast());
    assertThat(ids(shop.merchant("GET", "/orders?from=" + noon + "&" + fresh, "")))
        .containsExactly(late);
    assertThat(ids(shop.merchant("GET", "/orders?to=" + noon + "&" + fresh, ""))).isEqualTo(early);
    Answer first = shop.merchant("GET", "/orders?limit=4&" + fresh, "");
    Answer rest = shop.merchant("GET", "/orders?limit=4&cursor=" + first.at("/nextCursor"), "");
    assertThat(ids(first)).hasSize(4);
    assertThat(ids(rest)).isEqualTo(early.subList(3, 5));
    assertThat(rest.json().get("nextCursor").isNull()).isTrue();
  }

  /** A cursor of one is one of the other: a client may become choosier between two pages. */
  @Test
  void shouldGoOnWhereAListFromMemoryStopped() {
    TestShop shop = edge.shop("cursors", 10);
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      orders.addFirst(shop.order("anna"));
    }
    Answer first = shop.merchant("GET", "/orders?buyer=anna&limit=2", "");
    Answer rest =
        shop.merchant(
            "GET",
            "/orders?buyer=anna&asOf=" + position(shop) + "&cursor=" + first.at("/nextCursor"),
            "");
    assertThat(ids(rest)).isEqualTo(orders.subList(2, 4));
  }

  /** The same for a buyer, whose name stands in no parameter. */
  @Test
  void shouldGoOnWhereABuyersListFromMemoryStopped() {
    TestShop shop = edge.shop("own-cursors", 10);
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      orders.addFirst(shop.order("anna"));
    }
    Answer first = shop.buyer("anna", "GET", "/orders?limit=1", "");
    String fresh = "asOf=" + position(shop) + "&cursor=";
    String second = "/orders?limit=1&" + fresh + first.at("/nextCursor");
    Answer tables = shop.buyer("anna", "GET", second, "");
    assertThat(ids(tables)).containsExactly(orders.get(1));
    String third = "/orders?buyer=anna&cursor=" + tables.at("/nextCursor");
    assertThat(ids(shop.buyer("anna", "GET", third, ""))).containsExactly(orders.get(2));
    assertThat(ids(shop.merchant("GET", third, ""))).containsExactly(orders.get(2));
  }

  @Test
  void shouldFindAReferenceOfTheBuyerWhoIsNamed() {
    TestShop shop = edge.shop("pairs", 10);
    String order =
        shop.merchant(
                "POST",
                "/orders",
                """
                {"buyer":"anna","lines":[{"sku":"tea","quantity":1}],"reference":"R-1"}
                """)
            .at("/id");
    for (String more : List.of("", "&status=PENDING_PAYMENT&asOf=" + position(shop))) {
      String hers = "/orders?buyer=anna&reference=R-1" + more;
      String his = "/orders?buyer=boris&reference=R-1" + more;
      assertThat(ids(shop.merchant("GET", hers, ""))).as(more).containsExactly(order);
      assertThat(ids(shop.merchant("GET", his, ""))).as(more).isEmpty();
      assertThat(ids(shop.buyer("anna", "GET", hers, ""))).as(more).containsExactly(order);
      assertThat(shop.buyer("anna", "GET", his, "").verdict()).isEqualTo("403 forbidden");
    }
    assertThat(ids(shop.buyer("boris", "GET", "/orders?reference=R-1", ""))).isEmpty();
  }

  @Test
  void shouldTellAHistoryPageByPage() {
    TestShop shop = edge.shop("long-history", 10);
    String order = shop.order("anna");
    for (int hours = 1; hours <= 4; hours++) {
      Instant later = edge.clock.instant().plus(Duration.ofHours(hours));
      String until = "{\"until\":\"" + later + "\"}";
      assertThat(shop.merchant("POST", "/orders/" + order + "/extend", until).status())
          .isEqualTo(200);
    }
    List<String> positions = new ArrayList<>();
    String path = "/orders/" + order + "/history?limit=2";
    String next = "&asOf=" + position(shop);
    for (int page = 0; page < 3; page++) {
      Answer answer = shop.merchant("GET", path + next, "");
      answer.json().get("items").forEach(item -> positions.add(item.get("position").asString()));
      next = "&cursor=" + answer.at("/nextCursor");
      assertThat(answer.json().get("nextCursor").isNull()).isEqualTo(page == 2);
    }
    assertThat(positions).hasSize(5).doesNotHaveDuplicates();
    assertThat(positions.stream().map(Long::valueOf)).isSorted();
    assertThat(shop.merchant("GET", "/orders/17/history?limit=0", "").at("/field"))
        .isEqualTo("limit");
  }

  @Test
  void shouldShowABuyerOnlyItsOwn() {
    TestShop shop = edge.shop("whose", 10);
    String hers = shop.order("anna");
    shop.order("boris");
    String fresh = "asOf=" + position(shop);
    assertThat(ids(shop.buyer("anna", "GET", "/orders?status=PENDING_PAYMENT&" + fresh, "")))
        .containsExactly(hers);
    assertThat(shop.buyer("anna", "GET", "/orders?buyer=boris&" + fresh, "").verdict())
        .isEqualTo("403 forbidden");
  }

  @Test
  void shouldRefuseWhatItDoesNotUnderstand() {
    TestShop shop = edge.shop("refusing", 1);
    assertThat(shop.merchant("GET", "/orders?status=LOST", "").at("/field")).isEqualTo("status");
    assertThat(shop.merchant("GET", "/orders?from=noon", "").at("/field")).isEqualTo("from");
    assertThat(shop.merchant("GET", "/orders?asOf=-1", "").at("/field")).isEqualTo("asOf");
    assertThat(shop.merchant("GET", "/orders?stuck=true&status=PAID", "").at("/field"))
        .isEqualTo("stuck");
    assertThat(edge.asOperator("GET", "/v1/shops/nowhere/orders", "").verdict())
        .isEqualTo("404 shop_unknown");
    assertThat(shop.merchant("GET", "/orders/17/history", "").verdict())
        .isEqualTo("404 order_unknown");
    assertThat(shop.merchant("GET", "/skus/none/movements", "").verdict())
        .isEqualTo("404 sku_unknown");
  }

  @Test
  void shouldNotPretendToBeFresherThanItIs() {
    TestShop shop = edge.shop("future", 1);
    Answer answer = shop.merchant("GET", "/orders?asOf=1000000", "");
    assertThat(answer.verdict()).isEqualTo("503 " + Code.READ_MODEL_BEHIND.word());
    assertThat(answer.json().get("position").asLong()).isPositive();
    assertThat(answer.header("Retry-After")).isNotEmpty();
  }

  @Test
  void shouldTellAnOrdersHistoryAndTheLedgerOfItsGoods() {
    TestShop shop = edge.shop("history", 10);
    String order = shop.order("anna");
    pay(shop, order);
    assertThat(shop.merchant("POST", "/orders/" + order + "/ship", PARCEL).status()).isEqualTo(201);
    String fresh = "?asOf=" + position(shop);
    JsonNode history = shop.merchant("GET", "/orders/" + order + "/history" + fresh, "").json();
    assertThat(history.at("/items").valueStream().map(item -> item.get("type").asString()))
        .containsExactly("order.placed", "order.paid", "order.shipped");
    assertThat(history.at("/items/0/actor/role").asString()).isEqualTo("BUYER");
    assertThat(history.at("/items/0/actor/id").asString()).isEqualTo("anna");
    assertThat(history.at("/items/0/data/total/amount").asLong()).isEqualTo(1999);
    assertThat(history.at("/items/1/actor/role").asString()).isEqualTo("MERCHANT");
    assertThat(history.at("/items/1/data/amount/currency").asString()).isEqualTo("CNY");
    assertThat(history.at("/items/2/data/version").asInt()).isEqualTo(3);

    Answer ledger = shop.merchant("GET", "/skus/tea/movements" + fresh, "");
    assertThat(ledger.json().at("/items").valueStream().map(item -> item.get("cause").asString()))
        .containsExactly("SHIPPED", "COMMITTED", "HELD", "RECEIVED");
    assertThat(ledger.at("/items/2/order")).isEqualTo(order);
    assertThat(ledger.json().at("/items/0/changed/onHand").asInt()).isEqualTo(-1);
    Answer two = shop.merchant("GET", "/skus/tea/movements" + fresh + "&limit=3", "");
    Answer last = shop.merchant("GET", "/skus/tea/movements?cursor=" + two.at("/nextCursor"), "");
    assertThat(last.at("/items/0/cause")).isEqualTo("RECEIVED");
  }

  @Test
  void shouldShowHowFollowersAre() {
    TestShop shop = edge.shop("followed", 1);
    shop.merchant("GET", "/orders?asOf=" + position(shop), "");
    JsonNode followers = edge.asOperator("GET", "/v1/admin/followers", "").json().get("items");
    assertThat(followers.at("/0/follower").asString()).isEqualTo("read-model");
    assertThat(followers.at("/0/well").asBoolean()).isTrue();
    Answer one = edge.asOperator("GET", "/v1/admin/followers?limit=1", "");
    String second = "/v1/admin/followers?limit=1&cursor=" + one.at("/nextCursor");
    assertThat(one.json().get("items")).hasSize(1);
    assertThat(edge.asOperator("GET", second, "").at("/items/0/follower"))
        .isEqualTo(followers.at("/1/follower").asString());
    assertThat(followers.at("/0/shards").size()).isEqualTo(2);
    JsonNode ready = edge.call("GET", "/health/ready", "", "").json();
    assertThat(ready.at("/ready").asBoolean()).as("a stubborn follower harms nobody").isTrue();
    assertThat(ready.at("/followers/1/follower").asString()).isEqualTo(TestListeners.STUBBORN);
    assertThat(edge.asOperator("POST", "/v1/admin/followers/none/rebuild", "").verdict())
        .isEqualTo("404 follower_unknown");
    assertThat(
            edge.asOperator(
                    "POST",
                    "/v1/admin/followers/read-model/skip",
                    "{\"shard\":0,\"sequence\":1,\"reason\":\"why not\"}")
                .verdict())
        .isEqualTo("409 nothing_parked");
    String back = "{\"shard\":0,\"sequence\":0,\"reason\":\"why not\"}";
    assertThat(edge.asOperator("POST", "/v1/admin/followers/read-model/reset", back).verdict())
        .isEqualTo("409 follower_not_resettable");
    String stubborn = "/v1/admin/followers/" + TestListeners.STUBBORN + "/reset";
    assertThat(edge.asOperator("POST", stubborn, back.replace("0,\"r", "999999,\"r")).verdict())
        .isEqualTo("410 cursor_gone");
    assertThat(
            edge.asOperator("POST", stubborn, back.replace("shard\":0", "shard\":7")).at("/field"))
        .isEqualTo("shard");
    Answer rebuilt = edge.asOperator("POST", "/v1/admin/followers/read-model/rebuild", "");
    assertThat(rebuilt.status()).as(rebuilt.text()).isEqualTo(200);
  }
}
