package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.edge.http.Route;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every route and every kind of caller. The bodies are wrong, so whoever is let in meets the next
 * check and changes nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTableTest {
  /** In this order: what each column of the table stands for. */
  private enum Who {
    NO_TOKEN,
    EXPIRED,
    ALG_NONE,
    BUYER,
    ANOTHER_BUYER,
    MERCHANT,
    ANOTHER_SHOPS_MERCHANT,
    ANOTHER_SHOPS_BUYER,
    OPERATOR
  }

  /** in: the door opens; own: it opens, and then another's order is not found. */
  private static final List<String> TABLE =
      List.of(
          // route                                        none exp  alg0 buyer other mer  mer' buy'
          // operator
          "PUT    /v1/shops/{shop}                          401  401  401  403   403   403  403  403  in",
          "GET    /v1/shops/{shop}                          401  401  401  403   403   in   404  403  in",
          "GET    /v1/shops                                 401  401  401  403   403   403  403  403  in",
          "GET    /v1/shops/{shop}/time                     in   in   in   in    in    in   in   in   in",
          "POST   /v1/shops/{shop}/keys                     401  401  401  403   403   403  403  403  in",
          "GET    /v1/shops/{shop}/keys                     401  401  401  403   403   403  403  403  in",
          "GET    /v1/shops/{shop}/keys/{key}               401  401  401  403   403   403  403  403  in",
          "DELETE /v1/shops/{shop}/keys/{key}               401  401  401  403   403   403  403  403  in",
          "POST   /v1/shops/{shop}/buyer-secrets            401  401  401  403   403   in   404  403  in",
          "GET    /v1/shops/{shop}/buyer-secrets            401  401  401  403   403   in   404  403  in",
          "GET    /v1/shops/{shop}/buyer-secrets/{kid}      401  401  401  403   403   in   404  403  in",
          "PUT    /v1/shops/{shop}/skus/{sku}               401  401  401  403   403   in   404  403  in",
          "GET    /v1/shops/{shop}/skus/{sku}               401  401  401  403   403   in   404  403  in",
          "GET    /v1/shops/{shop}/skus                     401  401  401  403   403   in   404  403  in",
          "POST   /v1/shops/{shop}/skus/batch               401  401  401  403   403   in   404  403  in",
          "POST   /v1/shops/{shop}/skus/{sku}/movements     401  401  401  403   403   in   404  403  in",
          "GET    /v1/shops/{shop}/skus/{sku}/stock         401  401  401  403   403   in   404  403  in",
          "POST   /v1/shops/{shop}/checkouts                401  401  401  in    in    in   404  404  in",
          "POST   /v1/shops/{shop}/orders                   401  401  401  in    in    in   404  404  in",
          "GET    /v1/shops/{shop}/orders                   401  401  401  in    in    in   404  404  in",
          "GET    /v1/shops/{shop}/orders/{id}              401  401  401  in    own   in   404  404  in",
          "GET    /v1/shops/{shop}/orders/{id}/history      401  401  401  403   403   in   404  403  in",
          "GET    /v1/shops/{shop}/skus/{sku}/movements     401  401  401  403   403   in   404  403  in",
          "GET    /v1/shops/{shop}/reports/sales            401  401  401  403   403   in   404  403  in",
          "GET    /v1/shops/{shop}/events                   401  401  401  403   403   in   404  403  in",
          "GET    /v1/shops/{shop}/me/events                401  401  401  in    in    in   404  404  in",
          "GET    /v1/admin/followers                       401  401  401  403   403   403  403  403  in",
          "POST   /v1/admin/followers/{follower}/rebuild    401  401  401  403   403   403  403  403  in",
          "POST   /v1/admin/followers/{follower}/reset      401  401  401  403   403   403  403  403  in",
          "POST   /v1/admin/followers/{follower}/retry      401  401  401  403   403   403  403  403  in",
          "POST   /v1/admin/followers/{follower}/skip       401  401  401  403   403   403  403  403  in",
          "POST   /v1/shops/{shop}/orders/{id}/mark-paid    401  401  401  403   403   in   404  403  in",
          "POST   /v1/shops/{shop}/orders/{id}/cancel       401  401  401  in    own   in   404  404  in",
          "POST   /v1/shops/{shop}/orders/{id}/extend       401  401  401  403   403   in   404  403  in",
          "POST   /v1/shops/{shop}/orders/{id}/ship         401  401  401  403   403   in   404  403  in",
          "POST   /v1/shops/{shop}/orders/{id}/shipments/{n}/delivered 401 401 401 403 403 in 404 403 in",
          "GET    /v1/shops/{shop}/orders/{id}/shipments    401  401  401  in    own   in   404  404  in",
          "GET    /v1/shops/{shop}/orders/{id}/shipments/{n} 401 401  401  in    own   in   404  404  in",
          "GET    /v1/shops/{shop}/shipments                401  401  401  403   403   in   404  403  in",
          "POST   /v1/shops/{shop}/orders/{id}/postpone-completion 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/orders/{id}/complete     401  401  401  in    own   in   404  404  in",
          "PUT    /v1/shops/{shop}/queues/{queue} 401 401 401 403 403 in 404 403 in",
          "GET    /v1/shops/{shop}/queues/{queue} 401 401 401 403 403 in 404 403 in",
          "GET    /v1/shops/{shop}/queues 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/queues/{queue}/rotate-secret 401 401 401 403 403 in 404 403 in",
          "PUT    /v1/shops/{shop}/queues/{queue}/tasks/{task} 401 401 401 403 403 in 404 403 in",
          "GET    /v1/shops/{shop}/queues/{queue}/tasks/{task} 401 401 401 403 403 in 404 403 in",
          "DELETE /v1/shops/{shop}/queues/{queue}/tasks/{task} 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/queues/{queue}/leases 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/leases/{lease}/ack 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/leases/{lease}/nack 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/leases/{lease}/extend 401 401 401 403 403 in 404 403 in",
          "GET    /v1/shops/{shop}/queues/{queue}/dead 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/queues/{queue}/dead/{task}/revive 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/queues/{queue}/dead/revive-all 401 401 401 403 403 in 404 403 in",
          "DELETE /v1/shops/{shop}/queues/{queue}/dead/{task} 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/webhook-endpoints 401 401 401 403 403 in 404 403 in",
          "GET    /v1/shops/{shop}/webhook-endpoints 401 401 401 403 403 in 404 403 in",
          "GET    /v1/shops/{shop}/webhook-endpoints/{endpoint} 401 401 401 403 403 in 404 403 in",
          "PUT    /v1/shops/{shop}/webhook-endpoints/{endpoint} 401 401 401 403 403 in 404 403 in",
          "DELETE /v1/shops/{shop}/webhook-endpoints/{endpoint} 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/webhook-endpoints/{endpoint}/rotate-secret 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/webhook-endpoints/{endpoint}/disable 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/webhook-endpoints/{endpoint}/enable 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/webhook-endpoints/{endpoint}/replay 401 401 401 403 403 in 404 403 in",
          "GET    /v1/shops/{shop}/webhook-endpoints/{endpoint}/deliveries 401 401 401 403 403 in 404 403 in",
          "GET    /v1/shops/{shop}/webhook-endpoints/{endpoint}/deliveries/{delivery} 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/webhook-endpoints/{endpoint}/deliveries/{delivery}/redeliver 401 401 401 403 403 in 404 403 in",
          "POST   /v1/shops/{shop}/deliveries/{delivery}/redeliver 401 401 401 403 403 in 404 403 in",
          "GET    /v1/admin/parties                         401  401  401  403   403   403  403  403  in",
          "GET    /v1/admin/parties/calls                   401  401  401  403   403   403  403  403  in",
          "POST   /v1/admin/parties/calls/{call}/replay     401  401  401  403   403   403  403  403  in",
          "POST   /v1/admin/audit                           401  401  401  403   403   403  403  403  in",
          "POST   /v1/admin/snapshot                        401  401  401  403   403   403  403  403  in",
          "GET    /v1/admin/level                           401  401  401  403   403   403  403  403  in",
          "PUT    /v1/admin/level                           401  401  401  403   403   403  403  403  in",
          "GET    /v1/admin/limits                          401  401  401  403   403   403  403  403  in",
          "POST   /v1/admin/limits/explain                  401  401  401  403   403   403  403  403  in",
          "POST   /v1/admin/limits/reset                    401  401  401  403   403   403  403  403  in",
          "GET    /health/live                              in   in   in   in    in    in   in   in   in",
          "GET    /health/ready                             in   in   in   in    in    in   in   in   in",
          "GET    /metrics                                  in   in   in   in    in    in   in   in   in",
          "GET    /openapi.json                             in   in   in   in    in    in   in   in   in");

  private TestEdge edge;
  private TestShop shop;
  private TestShop other;
  private String order;

  @BeforeAll
  void start() {
    edge = new TestEdge();
    shop = edge.shop("mine", 10);
    other = edge.shop("theirs", 10);
    order = shop.order("anna");
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  static Stream<String> rows() {
    return TABLE.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void shouldOpenOnlyToWhomTheTableSays(String row) {
    String[] cells = row.trim().split(" +", -1);
    String path =
        cells[1]
            .replace("{shop}", shop.id)
            .replace("{sku}", "tea")
            .replace("{id}", order)
            .replace("{key}", "none")
            .replace("{kid}", "none")
            .replace("{n}", "1")
            .replace("{queue}", "mail")
            .replace("{task}", "none")
            .replace("{follower}", "read-model")
            .replace("{endpoint}", "none")
            .replace("{delivery}", "1")
            .replace("{call}", "1")
            .replace("{lease}", "1-1");
    for (int column = 0; column < Who.values().length; column++) {
      Who who = Who.values()[column];
      String method = cells[0];
      String body = body(method, path);
      Answer answer = edge.call(method, path, token(who), body);
      assertThat(seen(answer))
          .as("%s %s as %s: %s", method, path, who, answer.text())
          .isEqualTo(cells[2 + column]);
      if (answer.status() == 401) {
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
      }
    }
  }

  @Test
  void shouldHaveARowForEveryRoute() {
    TreeSet<String> routes = new TreeSet<>();
    for (Route route : edge.routes()) {
      routes.add(route.verb() + " " + route.path());
    }
    TreeSet<String> rows = new TreeSet<>();
    for (String row : TABLE) {
      String[] cells = row.trim().split(" +", -1);
      rows.add(cells[0] + " " + cells[1]);
    }
    assertThat(rows).isEqualTo(routes);
  }

  /** To cancel and complete nothing is needed, so there whose the order is comes first. */
  private static String body(String method, String path) {
    if (path.endsWith("/cancel") || path.endsWith("/complete")) {
      return "{}";
    }
    return method.equals("PUT") || method.equals("POST") ? "{\"x\":1}" : "";
  }

  /** Closed doors by status; whatever else was answered, the door was open. */
  private static String seen(Answer answer) {
    return switch (answer.verdict()) {
      case "401 unauthorized" -> "401";
      case "403 forbidden" -> "403";
      case "404 shop_unknown" -> "404";
      case "404 order_unknown" -> "own";
      default -> "in";
    };
  }

  private String token(Who who) {
    return switch (who) {
      case NO_TOKEN -> "";
      case EXPIRED -> shop.token("anna", shop.id, shop.kid, shop.secret, Duration.ofSeconds(-1));
      case ALG_NONE -> unsigned("anna");
      case BUYER -> shop.token("anna");
      case ANOTHER_BUYER -> shop.token("boris");
      case MERCHANT -> shop.merchantKey;
      case ANOTHER_SHOPS_MERCHANT -> other.merchantKey;
      case ANOTHER_SHOPS_BUYER -> other.token("anna");
      case OPERATOR -> edge.operatorKey;
    };
  }

  private String unsigned(String buyer) {
    long exp = edge.clock.instant().getEpochSecond() + 3_600;
    return base64("{\"alg\":\"none\",\"kid\":\"" + shop.kid + "\"}")
        + "."
        + base64("{\"sub\":\"" + buyer + "\",\"aud\":\"" + shop.id + "\",\"exp\":" + exp + "}")
        + ".";
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldRefuseTokensThatAreNotQuiteRight() {
    Duration hour = Duration.ofHours(1);
    Map<String, String> tokens =
        Map.of(
            "another shop's aud", shop.token("anna", other.id, shop.kid, shop.secret, hour),
            "unknown kid", shop.token("anna", shop.id, "kid_none", shop.secret, hour),
            "another secret", shop.token("anna", shop.id, shop.kid, other.secret, hour),
            "too far ahead",
                shop.token("anna", shop.id, shop.kid, shop.secret, Duration.ofHours(25)),
            "no buyer id", shop.token("a b", shop.id, shop.kid, shop.secret, hour),
            "cut", shop.token("anna").substring(0, 40),
            "nonsense", "a.b.c",
            "no key", "mmk_" + "A".repeat(43));
    tokens.forEach((what, token) ->
        assertThat(edge.call("GET", shop.path + "/orders", token, "").verdict())
            .as(what)
            .isEqualTo("401 unauthorized"));
    Answer basic =
        edge.send(
            edge.request("GET", shop.path, "", "")
                .header("Authorization", "Basic " + shop.merchantKey)
                .build());
    assertThat(basic.verdict()).isEqualTo("401 unauthorized");
  }

  @Test
  void shouldForgetAVerifiedTokenWhenItExpires() {
    TestShop fresh = edge.shop("expiring", 1);
    String token = fresh.token("anna");
    assertThat(edge.call("GET", fresh.path + "/orders", token, "").status()).isEqualTo(200);
    edge.gate.pass(Duration.ofHours(1).toMillis());
    assertThat(edge.call("GET", fresh.path + "/orders", token, "").verdict())
        .isEqualTo("401 unauthorized");
  }

  @Test
  void shouldEndTokensWithTheirSecret() {
    TestShop fresh = edge.shop("rolling", 1);
    String token = fresh.token("anna");
    assertThat(edge.call("GET", fresh.path + "/orders", token, "").status()).isEqualTo(200);
    fresh.merchant("POST", "/buyer-secrets", "");
    assertThat(edge.call("GET", fresh.path + "/orders", token, "").status()).isEqualTo(200);
    fresh.merchant("POST", "/buyer-secrets", "{}");
    assertThat(edge.call("GET", fresh.path + "/orders", token, "").verdict())
        .isEqualTo("401 unauthorized");
    assertThat(fresh.merchant("GET", "/buyer-secrets", "").json().at("/items").size()).isEqualTo(2);
    Answer one = fresh.merchant("GET", "/buyer-secrets?limit=1", "");
    Answer other = fresh.merchant("GET", "/buyer-secrets?cursor=" + one.at("/nextCursor"), "");
    assertThat(other.at("/items/0/kid")).isNotEmpty().isNotEqualTo(one.at("/items/0/kid"));
    String read = "/buyer-secrets/" + one.at("/items/0/kid");
    assertThat(fresh.merchant("GET", read, "").at("/createdAt"))
        .isEqualTo(one.at("/items/0/createdAt"));
    assertThat(fresh.merchant("GET", "/buyer-secrets/" + fresh.kid, "").verdict())
        .isEqualTo("404 key_unknown");
  }

  @Test
  void shouldRefuseARevokedKeyAtOnce() {
    TestShop fresh = edge.shop("revoking", 1);
    assertThat(fresh.merchant("GET", "/skus", "").status()).isEqualTo(200);
    String path = fresh.path + "/keys/" + fresh.merchantKeyId;
    assertThat(edge.asOperator("GET", path, "").at("/id")).isEqualTo(fresh.merchantKeyId);
    Answer gone = edge.asOperator("DELETE", path, "");
    assertThat(gone.status()).isEqualTo(200);
    assertThat(edge.asOperator("GET", path, "").verdict()).isEqualTo("404 key_unknown");
    assertThat(fresh.merchant("GET", "/skus", "").verdict()).isEqualTo("401 unauthorized");
  }

  @Test
  void shouldLetABuyerActForNobodyElse() {
    String body =
        """
        {"buyer":"boris","lines":[{"sku":"tea","quantity":1}],
         "expectedTotal":{"amount":1999,"currency":"CNY"}}
        """;
    Answer answer = shop.buyer("anna", "POST", "/orders", body);
    assertThat(answer.verdict()).isEqualTo("403 forbidden");
    assertThat(answer.at("/field")).isEqualTo("buyer");
    assertThat(shop.buyer("boris", "POST", "/orders", body).status()).isEqualTo(201);
    assertThat(shop.buyer("anna", "GET", "/orders?buyer=boris", "").verdict())
        .isEqualTo("403 forbidden");
    Answer nobody = shop.merchant("POST", "/orders", TestShop.ORDER);
    assertThat(nobody.verdict()).isEqualTo("400 invalid");
    assertThat(nobody.at("/field")).isEqualTo("buyer");
  }

  @Test
  void shouldAskForAKeyToMetricsWhereOthersCanReachThem() {
    try (TestEdge open = new TestEdge(EdgeSettings.of("0.0.0.0", 0, "fsync"))) {
      assertThat(open.call("GET", "/metrics", "", "").verdict()).isEqualTo("401 unauthorized");
      assertThat(open.asOperator("GET", "/metrics", "").status()).isEqualTo(200);
      assertThat(open.call("GET", "/health/live", "", "").status()).isEqualTo(200);
    }
  }
}
