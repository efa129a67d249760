package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An order's time to pay, as a client sees it. Each test has a shop of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnpaidOrderTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(30);
  private static final String PAID =
      "{\"amount\":{\"amount\":1999,\"currency\":\"CNY\"},\"reference\":\"bank-1\"}";

  private TestEdge edge;

  @BeforeAll
  void start() {
    edge = new TestEdge();
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  private static String until(Instant moment) {
    return "{\"until\":\"" + moment + "\"}";
  }

  private void pass(Duration time) {
    edge.gate.pass(time.toMillis());
  }

  @Test
  void shouldShowAnOrderAsExpiredFromItsDeadlineOnAndTakeNoMoneyForIt() {
    TestShop shop = edge.shop("expired", 10);
    String order = "/orders/" + shop.order("anna");
    Instant deadline = edge.clock.instant().plus(TIMEOUT);
    Answer placed = shop.merchant("GET", order, "");
    assertThat(Instant.parse(placed.at("/paymentDeadline"))).isEqualTo(deadline);
    pass(TIMEOUT);
    Answer late = shop.merchant("POST", order + "/mark-paid", PAID);
    assertThat(late.verdict()).isEqualTo("409 order_state");
    assertThat(late.at("/orderStatus")).isEqualTo("EXPIRED");
    Answer expired = shop.buyer("anna", "GET", order, "");
    assertThat(expired.at("/status")).isEqualTo("EXPIRED");
    assertThat(expired.at("/course")).isEqualTo("EXPIRED");
    assertThat(expired.at("/payment")).isEqualTo("UNPAID");
    assertThat(Instant.parse(expired.at("/closedAt"))).isEqualTo(deadline);
    assertThat(shop.merchant("GET", "/skus/tea/stock", "").at("/available")).isEqualTo("10");
  }

  @Test
  void shouldLetTheMerchantGiveAnOrderItsOwnTime() {
    TestShop shop = edge.shop("own-time", 10);
    String quick =
        TestShop.ORDER
            .strip()
            .replace("{\"lines\"", "{\"buyer\":\"anna\",\"paymentTimeout\":\"PT1S\",\"lines\"");
    Answer refused = shop.buyer("anna", "POST", "/orders", quick);
    assertThat(refused.verdict()).isEqualTo("403 forbidden");
    assertThat(refused.at("/field")).isEqualTo("paymentTimeout");
    Answer tooLong = shop.merchant("POST", "/orders", quick.replace("PT1S", "P31D"));
    assertThat(tooLong.verdict()).isEqualTo("400 invalid");
    assertThat(tooLong.at("/field")).isEqualTo("paymentTimeout");
    Answer placed = shop.merchant("POST", "/orders", quick);
    assertThat(Instant.parse(placed.at("/paymentDeadline")))
        .isEqualTo(edge.clock.instant().plusSeconds(1));
    pass(Duration.ofSeconds(1));
    assertThat(shop.merchant("GET", "/orders/" + placed.at("/id"), "").at("/status"))
        .isEqualTo("EXPIRED");
  }

  @Test
  void shouldMoveADeadlineForTheMerchantOnly() {
    TestShop shop = edge.shop("extended", 10);
    String order = "/orders/" + shop.order("anna");
    Instant placedAt = edge.clock.instant();
    Instant later = placedAt.plus(TIMEOUT).plus(TIMEOUT);
    assertThat(shop.buyer("anna", "POST", order + "/extend", until(later)).status()).isEqualTo(403);
    Answer past = shop.merchant("POST", order + "/extend", until(placedAt));
    assertThat(past.verdict()).isEqualTo("409 deadline_too_soon");
    assertThat(Instant.parse(past.at("/after"))).isEqualTo(placedAt);
    Instant latest = placedAt.plus(Duration.ofDays(30));
    Answer far = shop.merchant("POST", order + "/extend", until(latest.plusMillis(1)));
    assertThat(far.verdict()).isEqualTo("409 deadline_too_far");
    assertThat(Instant.parse(far.at("/latest"))).isEqualTo(latest);

    Answer extended = shop.merchant("POST", order + "/extend", until(later));
    assertThat(extended.status()).as(extended.text()).isEqualTo(200);
    assertThat(extended.at("/status")).isEqualTo("PENDING_PAYMENT");
    assertThat(extended.at("/version")).isEqualTo("2");
    assertThat(Instant.parse(shop.merchant("GET", order, "").at("/paymentDeadline")))
        .isEqualTo(later);
    pass(TIMEOUT);
    assertThat(shop.merchant("POST", order + "/mark-paid", PAID).status()).isEqualTo(200);
    Answer paid = shop.merchant("POST", order + "/extend", until(later));
    assertThat(paid.verdict()).isEqualTo("409 order_state");
    assertThat(paid.at("/orderStatus")).isEqualTo("PAID");
  }
}
