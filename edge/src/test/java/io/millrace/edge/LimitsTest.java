package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.config.Kinds;
import io.millrace.diana.config.PolicyFile;
import io.millrace.diana.config.PolicyRefused;
import io.millrace.diana.http.Proxies;
import io.millrace.diana.rule.AddressBlock;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Limits before real routes: whom they count, what they answer, and what an operator sees. */
class LimitsTest {
  private static final int TRIES_MAX = 6_000;

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
    assertThat(metrics()).contains(refused("per-buyer") + " 1.0");
  }

  @Test
  void shouldSayOfWhatIsDeniedThatItIsNoMatterOfTooMuch() {
    limit(
        """
        - name: no-orders
          kind: deny
          when: {resource: "POST /v1/shops/{shop}/orders"}
        - name: no-checkouts
          kind: deny
          status: 503
          when: {resource: "POST /v1/shops/{shop}/checkouts"}
        """);
    Answer denied = shop.buyer("anna", "POST", "/orders", TestShop.ORDER);
    assertThat(denied.verdict()).isEqualTo("403 denied");
    assertThat(denied.at("/limits/0")).isEqualTo("no-orders");
    assertThat(denied.header("Retry-After")).isEmpty();
    assertThat(shop.buyer("anna", "POST", "/checkouts", TestShop.ORDER).verdict())
        .isEqualTo("503 denied");
    assertThat(shop.merchant("GET", "/skus/tea/stock", "").at("/held")).isEqualTo("0");
    Answer shown = edge.asOperator("GET", "/v1/admin/limits", "");
    assertThat(shown.at("/rules/0/rule")).isEqualTo("no-orders");
    assertThat(shown.at("/rules/0/refused")).isEqualTo("1");
    assertThat(metrics()).contains(refused("no-orders") + " 1.0");
  }

  private static String refused(String rule) {
    return "millrace_limits_total{outcome=\"refused\",rule=\"" + rule + "\"}";
  }

  private String metrics() {
    return edge.call("GET", "/metrics", "", "").text();
  }

  @Test
  void shouldTellOfNoRuleThatIsGone() {
    limit("- {name: gone, kind: deny, when: {resource: GET /a}}");
    limit("- {name: stays, kind: deny, when: {resource: GET /b}}");
    assertThat(metrics()).contains(refused("stays")).doesNotContain("\"gone\"");
  }

  @Test
  void shouldExplainAndResetWhatIsCountedByAHeader() {
    limit(
        """
        - name: per-device
          by: [{header: X-Device}]
          algorithm: {fixed-window: {limit: 1, period: 1h}}
        """);
    assertThat(fromDevice().status()).isEqualTo(404);
    assertThat(fromDevice().status()).isEqualTo(429);
    String device = "\"method\":\"GET\",\"path\":\"/\",\"headers\":{\"x-device\":\"d-1\"}";
    Answer why = edge.asOperator("POST", "/v1/admin/limits/explain", "{" + device + "}");
    assertThat(why.at("/rules/0/says")).isEqualTo("REFUSES");
    assertThat(why.at("/rules/0/key")).isEqualTo("d-1");
    String reset = "{\"rule\":\"per-device\"," + device + "}";
    assertThat(edge.asOperator("POST", "/v1/admin/limits/reset", reset).status()).isEqualTo(200);
    assertThat(fromDevice().status()).isEqualTo(404);
  }

  private Answer fromDevice() {
    return edge.send(edge.request("GET", "/nowhere", "", "").header("X-Device", "d-1").build());
  }

  private Answer through(String... forwardedFor) {
    HttpRequest.Builder request = edge.request("GET", "/nowhere", "", "");
    for (String field : forwardedFor) {
      request.header("X-Forwarded-For", field);
    }
    return edge.send(request.build());
  }

  private static final String ONE_OF_EACH_ADDRESS =
      """
      - name: per-address
        by: [address]
        algorithm: {fixed-window: {limit: 1, period: 1h}}
      """;

  @Test
  void shouldCountTheConnectionWhateverAClientForges() {
    limit(ONE_OF_EACH_ADDRESS);
    edge.limits.trust(new Proxies(List.of(AddressBlock.of("10.0.0.0/8"))));
    assertThat(through("10.1.1.1").status()).isEqualTo(404);
    assertThat(through("203.0.113.1").status()).isEqualTo(429);
    assertThat(through("203.0.113.2, 10.1.1.1").status()).isEqualTo(429);
  }

  /** What stands before the address that our proxy saw was written by the client. */
  @Test
  void shouldCountTheClientsOfAProxyThatIsTrusted() {
    limit(ONE_OF_EACH_ADDRESS);
    edge.limits.trust(
        new Proxies(List.of(AddressBlock.of("127.0.0.1"), AddressBlock.of("10.0.0.0/8"))));
    assertThat(through("203.0.113.1").status()).isEqualTo(404);
    assertThat(through("203.0.113.1").status()).isEqualTo(429);
    assertThat(through("203.0.113.9, 203.0.113.1").status()).isEqualTo(429);
    assertThat(through("203.0.113.9", "203.0.113.1, 10.1.1.1").status()).isEqualTo(429);
    assertThat(through("203.0.113.2").status()).isEqualTo(404);
    assertThat(through().status()).as("the proxy itself").isEqualTo(404);
    assertThat(through("nonsense").status()).as("who hides").isEqualTo(404);
    assertThat(through("unknown").status()).as("who hides, too").isEqualTo(429);
  }

  /** More than the limit holds break off in the middle, one after the other. */
  @Test
  void shouldCountNobodyAnyMoreWhoHungUpInTheMiddleOfABody() throws Exception {
    limit(
        """
        - name: at-a-time
          when: {resource: "POST /v1/shops/{shop}/orders"}
          by: [tenant]
          algorithm: {concurrency: {limit: 2}}
        """);
    for (int client = 0; client < 3; client++) {
      try (Socket half = new Socket(InetAddress.getLoopbackAddress(), edge.server.port())) {
        String head =
            "POST %s/orders HTTP/1.1\r\nHost: x\r\nIdempotency-Key: k\r\nAuthorization: Bearer %s\r\n"
                    .formatted(shop.path, shop.token("anna"))
                + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
        half.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        half.shutdownOutput();
        assertThat(half.getInputStream().readAllBytes()).as("no answer").isEmpty();
      }
    }
    awaitStatus(201, () -> shop.buyer("anna", "POST", "/orders", TestShop.ORDER));
    Answer explained =
        edge.asOperator(
            "POST",
            "/v1/admin/limits/explain",
            "{\"method\":\"POST\",\"path\":\"%s/orders\",\"shop\":\"tea-house\"}"
                .formatted(shop.path));
    assertThat(explained.at("/rules/0/left")).isEqualTo("2");
  }

  @Test
  void shouldCountAStreamUntilItHasEnded() throws Exception {
    limit(
        """
        - name: streams
          when: {resource: "GET /v1/shops/{shop}/events"}
          by: [tenant]
          algorithm: {concurrency: {limit: 1}}
        """);
    try (Listening listening =
        Listening.to(edge.uri(shop.path + "/events"), shop.merchantKey, "")) {
      assertThat(listening.events(5)).hasSize(5);
      assertThat(shop.merchant("GET", "/events", "").verdict()).isEqualTo("429 rate_limited");
      edge.endStreams();
      assertThat(listening.rest()).doesNotContain("data:");
    }
    awaitStatus(200, () -> shop.merchant("GET", "/events", ""));
    assertThat(shop.merchant("GET", "/events", "").status()).isEqualTo(200);
  }

  /** A thread that has written its last byte may need a moment to leave. */
  private static void awaitStatus(int status, Supplier<Answer> call) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    Answer answer = call.get();
    for (int tries = 0; answer.status() != status && tries < TRIES_MAX; tries++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
      answer = call.get();
    }
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
  }

  /** Who guesses the operator's key there is counted as everywhere. */
  @Test
  void shouldExemptProbesAndNotMetrics() {
    assertThat(perAddress("/health/live")).isEqualTo("IS_EXEMPTED");
    assertThat(perAddress("/metrics")).isEqualTo("ADMITS");
  }

  /** What the built-in limit of each address says to a stranger. */
  private String perAddress(String path) {
    String stranger =
        "{\"method\":\"GET\",\"path\":\"%s\",\"address\":\"203.0.113.1\"}".formatted(path);
    Answer said = edge.asOperator("POST", "/v1/admin/limits/explain", stranger);
    for (JsonNode rule : said.json().at("/rules")) {
      if (rule.at("/rule").asString().equals("per-address")) {
        return rule.at("/says").asString();
      }
    }
    throw new AssertionError(said.text());
  }

  /** The built-in ones do not get into the way of a crowd on this machine. */
  @Test
  void shouldNotLimitACrowdFromThisMachine() {
    for (int call = 0; call < 3_000; call++) {
      assertThat(edge.call("GET", "/nowhere", "", "").status()).isEqualTo(404);
    }
    Answer answer = shop.buyer("anna", "GET", "/orders", "");
    assertThat(answer.header("RateLimit-Policy"))
        .contains("\"per-shop\";q=500000;w=5", "\"per-buyer\";q=5000;w=5");
    assertThat(edge.asOperator("GET", "/v1/admin/limits", "").at("/origin")).isEqualTo("standard");
  }
}
