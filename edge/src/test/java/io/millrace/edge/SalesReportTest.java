package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Reports of sales as a merchant gets them. Each test has its own shop, which is in Shanghai. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SalesReportTest {
  private static final String PAID =
      "{\"amount\":{\"amount\":1999,\"currency\":\"CNY\"},\"reference\":\"bank-1\"}";
  private static final String RED_TEA =
      """
      {"buyer":"boris","lines":[{"sku":"tea","quantity":2},{"sku":"red","quantity":1}],
       "charges":[{"kind":"SHIPPING","label":"Post","amount":{"amount":500,"currency":"CNY"}}]}
      """;

  private TestEdge edge;

  @BeforeAll
  void start() {
    edge = new TestEdge();
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  private static String fresh(TestShop shop) {
    return "asOf=" + shop.merchant("GET", "/skus/tea/stock", "").header("Millrace-Position");
  }

  private static JsonNode report(TestShop shop, String parameters) {
    Answer answer = shop.merchant("GET", "/reports/sales?" + fresh(shop) + "&" + parameters, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("As-Of")).isNotEmpty();
    return answer.json();
  }

  private static void pay(TestShop shop, String order) {
    assertThat(shop.merchant("POST", "/orders/" + order + "/mark-paid", PAID).status())
        .isEqualTo(200);
  }

  /** A shop that also has red tea at 5.00. */
  private TestShop shop(String id) {
    TestShop shop = edge.shop(id, 100);
    String red =
        "{\"name\":\"Red\",\"price\":{\"amount\":500,\"currency\":\"CNY\"},\"onSale\":true}";
    assertThat(shop.merchant("PUT", "/skus/red", red).status()).isEqualTo(201);
    assertThat(
            shop.merchant("POST", "/skus/red/movements", "{\"quantity\":9,\"cause\":\"RECEIVED\"}")
                .status())
        .isEqualTo(201);
    return shop;
  }

  @Test
  void shouldAddUpTheDayByWhatBecameOfItsOrders() {
    TestShop shop = shop("by-day");
    pay(shop, shop.order("anna"));
    shop.order("anna");
    String cancelled = shop.order("anna");
    assertThat(shop.merchant("POST", "/orders/" + cancelled + "/cancel", "{}").status())
        .isEqualTo(200);
    JsonNode report = report(shop, "by=day");
    assertThat(report.at("/timezone").asString()).isEqualTo("Asia/Shanghai");
    assertThat(report.at("/items").size()).isEqualTo(30);
    JsonNode today = report.at("/items/29");
    assertThat(today.at("/period").asString()).startsWith("20").hasSize(10);
    assertThat(today.at("/start").asString()).endsWith("T16:00:00.000Z");
    assertThat(today.at("/placed/orders").asInt()).isEqualTo(3);
    assertThat(today.at("/placed/amount/amount").asInt()).isEqualTo(3 * 1999);
    assertThat(today.at("/paid/orders").asInt()).isEqualTo(1);
    assertThat(today.at("/byStatus").valueStream().map(entry -> entry.get("status").asString()))
        .containsExactly("PENDING_PAYMENT", "PAID", "CANCELLED");
    edge.gate.pass(Duration.ofDays(1).toMillis());
    shop.merchant("GET", "/orders?buyer=anna", ""); // by now the second has expired
    report = report(shop, "by=day&compare=PREVIOUS,YEAR_AGO");
    assertThat(report.at("/items/28/byStatus/2/status").asString()).isEqualTo("EXPIRED");
    assertThat(report.at("/items/29/placed/orders").asInt()).isZero();
    assertThat(report.at("/items/29/previous/placed/orders").asInt()).isZero();
    assertThat(report.at("/items/29/yearAgo/period").asString())
        .isNotEqualTo(report.at("/items/29/period").asString())
        .endsWith(report.at("/items/29/period").asString().substring(4));
  }

  @Test
  void shouldCompareAPeriodWithTheOneBeforeIt() {
    TestShop shop = shop("compared");
    shop.order("anna");
    String today = report(shop, "by=day").at("/items/29/period").asString();
    edge.gate.pass(Duration.ofDays(1).toMillis());
    JsonNode tomorrow = report(shop, "by=day&compare=PREVIOUS&from=" + today).at("/items/1");
    assertThat(tomorrow.at("/placed/orders").asInt()).isZero();
    JsonNode one =
        report(shop, "by=day&compare=PREVIOUS&from=" + tomorrow.at("/start").asString())
            .at("/items/0");
    assertThat(one.at("/period")).isEqualTo(tomorrow.at("/period"));
    assertThat(one.at("/previous/period").asString()).isEqualTo(today);
    assertThat(one.at("/previous/placed/orders").asInt()).isEqualTo(1);
  }

  @Test
  void shouldTellGoodsApartAndLeaveChargesToTheShop() {
    TestShop shop = shop("by-sku");
    assertThat(shop.merchant("POST", "/orders", RED_TEA).status()).isEqualTo(201);
    JsonNode whole = report(shop, "by=month").at("/items/11/placed");
    assertThat(whole.at("/amount/amount").asInt()).isEqualTo(2 * 1999 + 500 + 500);
    assertThat(whole.at("/units").asInt()).isEqualTo(3);
    JsonNode tea = report(shop, "by=hour&sku=tea").at("/items/23/placed");
    assertThat(tea.at("/amount/amount").asInt()).isEqualTo(2 * 1999);
    String from = report(shop, "by=month").at("/items/11/start").asString();
    Answer first =
        shop.merchant("GET", "/reports/sales?by=month&split=SKU&limit=1&from=" + from, "");
    assertThat(first.at("/items/0/sku")).isEqualTo("red");
    assertThat(first.json().at("/items/0/placed/amount/amount").asInt()).isEqualTo(500);
    Answer rest =
        shop.merchant(
            "GET",
            "/reports/sales?by=month&split=SKU&limit=1&from="
                + from
                + "&cursor="
                + first.at("/nextCursor"),
            "");
    assertThat(rest.at("/items/0/sku")).isEqualTo("tea");
    assertThat(rest.json().get("nextCursor").isNull()).isTrue();
  }

  @Test
  void shouldWriteTheSameAsCsv() {
    TestShop shop = shop("as-csv");
    pay(shop, shop.order("anna"));
    HttpRequest request =
        edge.request(
                "GET",
                shop.path + "/reports/sales?by=day&compare=PREVIOUS&" + fresh(shop),
                shop.merchantKey,
                "")
            .header("Accept", "text/csv")
            .build();
    Answer answer = edge.send(request);
    assertThat(answer.header("Content-Type")).startsWith("text/csv");
    List<String> lines = answer.text().lines().toList();
    assertThat(answer.text()).contains("\r\n");
    List<String> names = Arrays.asList(lines.getFirst().split(",", -1));
    List<String> last = Arrays.asList(lines.getLast().split(",", -1));
    assertThat(lines).hasSize(31).allMatch(line -> line.split(",", -1).length == names.size());
    assertThat(last.get(names.indexOf("currency"))).isEqualTo("CNY");
    assertThat(last.get(names.indexOf("placed_orders"))).isEqualTo("1");
    assertThat(last.get(names.indexOf("paid_amount"))).isEqualTo("1999");
    assertThat(last.get(names.indexOf("now_paid_units"))).isEqualTo("1");
    assertThat(last.get(names.indexOf("now_expired_orders"))).isEqualTo("0");
    assertThat(last.get(names.indexOf("previous_placed_orders"))).isEqualTo("0");
  }

  @Test
  void shouldRefuseWhatItDoesNotUnderstand() {
    TestShop shop = shop("odd-reports");
    assertThat(field(shop, "by=week")).isEqualTo("by");
    assertThat(field(shop, "compare=LAST_WEEK")).isEqualTo("compare");
    assertThat(field(shop, "from=yesterday")).isEqualTo("from");
    assertThat(field(shop, "from=-292275055-05-16T16:47:04.193Z")).isEqualTo("from");
    assertThat(field(shop, "from=%2B292278994-08-17T07:12:55.806Z")).isEqualTo("from");
    assertThat(field(shop, "to=%2B292278994-08-17T07:12:55.807Z")).isEqualTo("to");
    assertThat(field(shop, "from=2026-11-02&to=2026-11-01")).isEqualTo("from");
    assertThat(field(shop, "by=hour&from=2020-01-01")).isEqualTo("from");
    assertThat(field(shop, "split=STATUS")).isEqualTo("split");
    assertThat(field(shop, "split=SKU&sku=tea")).isEqualTo("sku");
    assertThat(shop.merchant("GET", "/reports/sales?sku=none", "").verdict())
        .isEqualTo("404 sku_unknown");
    assertThat(edge.asOperator("GET", "/v1/shops/nowhere/reports/sales", "").verdict())
        .isEqualTo("404 shop_unknown");
  }

  /** A year of each of 200 SKUs would keep a reader of the database for half a minute. */
  @Test
  void shouldBoundTheDaysAndGoodsThatOneReportAddsUp() {
    TestShop shop = shop("long-reports");
    String months = "by=month&split=SKU&from=2021-10-01&to=2026-11-01"; // 1,857 days
    assertThat(report(shop, months + "&limit=21").get("items").size()).isEqualTo(2 * 61);
    assertThat(field(shop, months + "&limit=22")).isEqualTo("limit");
    Answer compared =
        shop.merchant("GET", "/reports/sales?compare=PREVIOUS&limit=11&" + months, "");
    assertThat(compared.at("/field")).isEqualTo("limit");
    assertThat(compared.at("/detail")).endsWith("at most 10 SKUs");
    String century = "by=month&from=1970-01-01&to=2036-01-01";
    assertThat(report(shop, century).get("items").size()).isEqualTo(66 * 12);
    assertThat(field(shop, century + "&compare=PREVIOUS,YEAR_AGO")).isEqualTo("from");
  }

  private static String field(TestShop shop, String parameters) {
    Answer answer = shop.merchant("GET", "/reports/sales?" + parameters, "");
    assertThat(answer.status()).as(parameters).isEqualTo(400);
    return answer.at("/field");
  }
}
