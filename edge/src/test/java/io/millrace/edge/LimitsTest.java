package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.config.Kinds;
import io.millrace.diana.config.PolicyFile;
import io.millrace.diana.config.PolicyRefused;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits before real routes: whom they count, what they answer, and what an operator sees. */
class LimitsTest {
  private final TestEdge edge = new TestEdge();
  private final TestShop shop = edge.shop("tea-house", 100);
  private final TestShop other = edge.shop("bakery", 100);

  @AfterEach
  void stop() {
    edge.close();
  }

  /** Rules of an hour: no test lasts so long that anything comes back. */
  private void limit(String rules) {
    String text = "version: 1\nrules:\n" + rules.indent(2);
    try {
      edge.limits.use(
          new PolicyFile(new Kinds()).read("test", text.getBytes(StandardCharsets.UTF_8)), "test");
    } catch (PolicyRefused e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldLimitEachBuyerOfEachShop() {
    limit(
        """
        - name: per-buyer
          when: {attribute: {role: buyer}}
          by: [tenant, account]
          algorithm: {fixed-window: {limit: 2, period: 1h}}
        """);
    assertThat(shop.buyer("anna", "GET", "/orders", "").status()).isEqualTo(200);
    Answer last = shop.buyer("anna", "GET", "/orders", "");
    assertThat(last.header("RateLimit-Policy")).isEqualTo("\"per-buyer\";q=2;w=3600");
    assertThat(last.header("RateLimit")).startsWith("\"per-buyer\";r=0;t=");
    Answer refused = shop.buyer("anna", "GET", "/orders", "");
    assertThat(refused.verdict()).isEqualTo("429 rate_limited");
    assertThat(refused.json().at("/limits/0").asString()).isEqualTo("per-buyer");
    assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 3_600L);
    assertThat(refused.header("RateLimit")).startsWith("\"per-buyer\";r=0;t=");
    assertThat(shop.buyer("boris", "GET", "/orders", "").status()).isEqualTo(200);
    assertThat(other.buyer("anna", "GET", "/orders", "").status()).isEqualTo(200);
    assertThat(shop.merchant("GET", "/skus", "").status()).isEqualTo(200);
  }

  /** An order that a limit refuses binds no key and takes no stock. */
  @Test
  void shouldRefuseAnOrderBeforeAnythingHappens() {
    limit(
        """
        - name: orders
          when: {resource: "POST /v1/shops/{shop}/orders"}
          by: [tenant]
          algorithm: {fixed-window: {limit: 1, period: 1h}}
          status: 503
        """);
    assertThat(shop.order("anna")).isNotEmpty();
    Answer refused = shop.buyer("anna", "POST", "/orders", TestShop.ORDER);
    assertThat(refused.verdict()).isEqualTo("503 rate_limited");
    assertThat(shop.merchant("GET", "/skus/tea/stock", "").at("/held")).isEqualTo("1");
  }

  @Test
  void shouldCountStrangersAtTheDoorByAddress() {
    limit(
        """
        - name: per-address
          by: [address]
          algorithm: {fixed-window: {limit: 3, period: 1h}}
        - name: operator
          kind: exempt
          when: {attribute: {role: operator}}
        """);
    assertThat(edge.call("GET", shop.path, "wrong", "").verdict()).isEqualTo("401 unauthorized");
    assertThat(edge.call("GET", "/nowhere", "", "").verdict()).isEqualTo("404 route_unknown");
    assertThat(shop.buyer("anna", "GET", "/skus", "").verdict()).isEqualTo("403 forbidden");
    assertThat(edge.call("GET", shop.path, "wrong", "").verdict()).isEqualTo("429 rate_limited");
    assertThat(edge.call("GET", "/nowhere", "", "").verdict()).isEqualTo("429 rate_limited");
    assertThat(edge.asOperator("GET", shop.path, "").status()).isEqualTo(200);
  }

  /** Strangers who write a shop's name into a path use up nothing of the shop's. */
  @Test
  void shouldNotLetStrangersUseUpAShopsLimit() {
    limit(
        """
        - name: per-shop
          by: [tenant]
          algorithm: {fixed-window: {limit: 1, period: 1h}}
        """);
    for (int call = 0; call < 5; call++) {
      assertThat(edge.call("GET", shop.path, "wrong", "").status()).isEqualTo(401);
      assertThat(edge.call("GET", shop.path + "/time", "", "").status()).isEqualTo(200);
      assertThat(other.merchant("GET", "/orders", "").status()).isEqualTo(call == 0 ? 200 : 429);
    }
    assertThat(shop.merchant("GET", "/skus", "").status()).isEqualTo(200);
    assertThat(shop.merchant("GET", "/skus", "").status()).isEqualTo(429);
  }

  @Test
  void shouldExplainAndReset() {
    limit(
        """
        - name: per-buyer
          by: [tenant, account]
          algorithm: {fixed-window: {limit: 1, period: 1h}}
        """);
    assertThat(shop.buyer("anna", "GET", "/orders", "").status()).isEqualTo(200);
    assertThat(shop.buyer("anna", "GET", "/orders", "").status()).isEqualTo(429);
    String anna =
        "\"method\":\"GET\",\"path\":\"/\",\"shop\":\"tea-house\",\"role\":\"buyer\",\"account\":\"anna\"";
    Answer why = edge.asOperator("POST", "/v1/admin/limits/explain", "{" + anna + "}");
    assertThat(why.json().at("/admitted").asBoolean()).isFalse();
    assertThat(why.at("/rules/0/says")).isEqualTo("REFUSES");
    assertThat(why.at("/rules/0/key")).isEqualTo("tea-house × anna");
    Answer shown = edge.asOperator("GET", "/v1/admin/limits", "");
    assertThat(shown.at("/origin")).isEqualTo("test");
    assertThat(shown.at("/rules/0/refused")).isEqualTo("1");
    String reset = "{\"rule\":\"per-buyer\"," + anna + "}";
    assertThat(edge.asOperator("POST", "/v1/admin/limits/reset", reset).status()).isEqualTo(200);
    assertThat(shop.buyer("anna", "GET", "/orders", "").status()).isEqualTo(200);
    String unknown = "{\"rule\":\"nothing\"," + anna + "}";
    assertThat(edge.asOperator("POST", "/v1/admin/limits/reset", unknown).verdict())
        .isEqualTo("400 invalid");
    assertThat(edge.call("GET", "/metrics", "", "").text())
        .contains("millrace_limits_total{outcome=\"refused\",rule=\"per-buyer\"} 1.0");
  }

  /** The built-in ones do not get into the way of a crowd on this machine. */
  @Test
  void shouldNotLimitACrowdFromThisMachine() {
    for (int call = 0; call < 3_000; call++) {
      assertThat(edge.call("GET", "/nowhere", "", "").status()).isEqualTo(404);
    }
    Answer answer = shop.buyer("anna", "GET", "/orders", "");
    assertThat(answer.header("RateLimit-Policy")).contains("\"per-buyer\";q=5000;w=5");
    assertThat(edge.asOperator("GET", "/v1/admin/limits", "").at("/origin")).isEqualTo("standard");
  }
}
