package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Orders that stand too long somewhere, as a merchant sees them. Each test has its own shop. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StuckOrderTest {
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

  private void pass(Duration time) {
    edge.gate.pass(time.toMillis());
  }

  private static String paid(TestShop shop) {
    String order = "/orders/" + shop.order("anna");
    assertThat(shop.merchant("POST", order + "/mark-paid", PAID).status()).isEqualTo(200);
    return order;
  }

  private static String shipped(TestShop shop) {
    String order = paid(shop);
    assertThat(shop.merchant("POST", order + "/ship", PARCEL).status()).isEqualTo(201);
    return order;
  }

  @Test
  void shouldListWhatIsPaidAndNotSentSinceWhenAndWhy() {
    TestShop shop = edge.shop("unshipped", 10);
    Instant paidAt = edge.clock.instant();
    String first = paid(shop);
    String second = paid(shop);
    paid(shop);
    assertThat(shop.merchant("GET", "/orders?stuck=true", "").json().get("items").size()).isZero();
    pass(Duration.ofDays(3));
    Answer page = shop.merchant("GET", "/orders?stuck=true&limit=2", "");
    assertThat("/orders/" + page.at("/items/0/id")).isEqualTo(first);
    assertThat("/orders/" + page.at("/items/1/id")).isEqualTo(second);
    assertThat(page.at("/items/0/status")).isEqualTo("PAID");
    assertThat(page.at("/items/0/stuck/why")).isEqualTo("UNSHIPPED");
    assertThat(Instant.parse(page.at("/items/0/stuck/since"))).isEqualTo(paidAt);
    Answer next = shop.merchant("GET", "/orders?stuck=true&cursor=" + page.at("/nextCursor"), "");
    assertThat(next.json().get("items").size()).isEqualTo(1);
    assertThat(next.json().get("nextCursor").isNull()).isTrue();

    assertThat(shop.merchant("POST", first + "/ship", PARCEL).status()).isEqualTo(201);
    assertThat(shop.merchant("GET", first, "").json().has("stuck")).isFalse();
    assertThat(shop.merchant("GET", "/orders?stuck=true", "").json().get("items").size())
        .isEqualTo(2);
  }

  @Test
  void shouldShowStuckOrdersToTheMerchantOnlyAndByThemselves() {
    TestShop shop = edge.shop("whose", 10);
    Answer buyer = shop.buyer("anna", "GET", "/orders?stuck=true", "");
    assertThat(buyer.verdict()).isEqualTo("403 forbidden");
    assertThat(shop.merchant("GET", "/orders?stuck=no", "").at("/field")).isEqualTo("stuck");
    assertThat(shop.merchant("GET", "/orders?stuck=true&buyer=anna", "").at("/field"))
        .isEqualTo("stuck");
  }

  @Test
  void shouldTakeTheStaysOfTheShop() {
    TestShop shop = edge.shop("stays", 10);
    String settings =
        """
        {"name":"Shop","currency":"CNY","timezone":"Asia/Shanghai","paymentTimeout":"PT30M",
         "stays":{"unshipped":"%s","completeAfterDelivery":"PT1M"}}
        """;
    Answer wrong =
        edge.send(
            edge.request("PUT", shop.path, edge.operatorKey, settings.formatted("PT0.5S"))
                .header("If-Match", "*")
                .build());
    assertThat(wrong.verdict()).isEqualTo("400 invalid");
    assertThat(wrong.at("/field")).isEqualTo("stays.unshipped");
    Answer set =
        edge.send(
            edge.request("PUT", shop.path, edge.operatorKey, settings.formatted("PT1S"))
                .header("If-Match", "*")
                .build());
    assertThat(set.at("/stays/unshipped")).isEqualTo("PT1S");
    assertThat(set.at("/stays/uncompleted")).isEqualTo("PT240H");
    assertThat(set.at("/stays/completeAfterShipping")).isEqualTo("PT360H");
    String order = paid(shop);
    pass(Duration.ofSeconds(1));
    assertThat(shop.merchant("GET", order, "").at("/stuck/why")).isEqualTo("UNSHIPPED");
    shop.merchant("POST", order + "/ship", PARCEL);
    String arrived = "{\"at\":\"" + edge.clock.instant() + "\"}";
    shop.merchant("POST", order + "/shipments/1/delivered", arrived);
    assertThat(Instant.parse(shop.merchant("GET", order, "").at("/completesAt")))
        .isEqualTo(edge.clock.instant().plus(Duration.ofMinutes(1)));
    pass(Duration.ofMinutes(1));
    assertThat(shop.merchant("GET", order, "").at("/status")).isEqualTo("COMPLETED");
  }

  @Test
  void shouldCompleteFifteenDaysAfterShippingUnlessItIsPostponedOnce() {
    TestShop shop = edge.shop("postponed", 10);
    String usual = shipped(shop);
    String postponed = shipped(shop);
    Instant completes = edge.clock.instant().plus(Duration.ofDays(15));
    Instant later = completes.plus(Duration.ofDays(30));
    String path = postponed + "/postpone-completion";
    assertThat(shop.buyer("anna", "POST", path, until(later)).status()).isEqualTo(403);
    Answer soon = shop.merchant("POST", path, until(completes));
    assertThat(soon.verdict()).isEqualTo("409 deadline_too_soon");
    assertThat(Instant.parse(soon.at("/after"))).isEqualTo(completes);
    assertThat(shop.merchant("POST", path, until(later.plusMillis(1))).verdict())
        .isEqualTo("409 deadline_too_far");
    assertThat(shop.merchant("POST", path, until(later)).status()).isEqualTo(200);
    Answer again = shop.merchant("POST", path, until(later));
    assertThat(again.verdict()).isEqualTo("409 postponed_before");
    assertThat(Instant.parse(again.at("/completesAt"))).isEqualTo(later);

    pass(Duration.ofDays(10));
    Answer stuck = shop.merchant("GET", "/orders?stuck=true", "");
    assertThat(stuck.json().get("items").size()).isEqualTo(2);
    assertThat(stuck.at("/items/0/stuck/why")).isEqualTo("UNCOMPLETED");
    pass(Duration.ofDays(5));
    Answer done = shop.merchant("GET", usual, "");
    assertThat(done.at("/status")).isEqualTo("COMPLETED");
    assertThat(Instant.parse(done.at("/closedAt"))).isEqualTo(completes);
    assertThat(done.json().has("stuck")).isFalse();
    assertThat(shop.merchant("GET", postponed, "").at("/status")).isEqualTo("SHIPPED");
    pass(Duration.ofDays(30));
    assertThat(shop.merchant("GET", postponed, "").at("/status")).isEqualTo("COMPLETED");
  }

  private static String until(Instant moment) {
    return "{\"until\":\"" + moment + "\"}";
  }
}
