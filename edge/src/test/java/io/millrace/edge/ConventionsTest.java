package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.refusal.Code;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all routes do alike: versions, browsers, failures, marks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConventionsTest {
  private static final String TEA =
      "{\"name\":\"Tea\",\"price\":{\"amount\":%d,\"currency\":\"CNY\"},\"onSale\":true}";

  private TestEdge edge;
  private TestShop shop;

  @BeforeAll
  void start() {
    edge = new TestEdge();
    shop = edge.shop("s", 10);
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  private Answer send(
      String method, String path, String body, String field, @Nullable String value) {
    HttpRequest.Builder request = edge.request(method, path, edge.operatorKey, body);
    if (value != null) {
      request.header(field, value);
    }
    return edge.send(request.build());
  }

  @Test
  void shouldTakeZonesAndNotOffsets() {
    for (String zone : new String[] {"+08:00", "UTC+8", "Z", "Mars/Olympus"}) {
      Answer refused =
          edge.asOperator(
              "PUT",
              "/v1/shops/zones",
              "{\"name\":\"Z\",\"currency\":\"CNY\",\"timezone\":\"%s\",\"paymentTimeout\":\"PT30M\"}"
                  .formatted(zone));
      assertThat(refused.verdict()).as(zone).isEqualTo("400 invalid");
      assertThat(refused.at("/field")).isEqualTo("timezone");
    }
  }

  @Test
  void shouldChangeOnlyTheVersionThatTheClientHasSeen() {
    String path = shop.path + "/skus/versioned";
    assertThat(send("PUT", path, TEA.formatted(1), "If-Match", "\"1\"").verdict())
        .isEqualTo("412 version_mismatch");
    Answer made = send("PUT", path, TEA.formatted(1), "If-Match", null);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("ETag")).isEqualTo("\"1\"");
    assertThat(made.header("Location")).isEqualTo(path);
    Answer same = send("PUT", path, TEA.formatted(1), "If-Match", null);
    assertThat(same.status()).isEqualTo(200);
    assertThat(same.header("ETag")).isEqualTo("\"1\"");
    Answer blind = send("PUT", path, TEA.formatted(2), "If-Match", null);
    assertThat(blind.verdict()).isEqualTo("428 version_required");
    assertThat(blind.at("/current")).isEqualTo("1");
    Answer changed = send("PUT", path, TEA.formatted(2), "If-Match", "\"1\"");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.header("ETag")).isEqualTo("\"2\"");
    assertThat(send("PUT", path, TEA.formatted(3), "If-Match", "\"1\"").verdict())
        .isEqualTo("412 version_mismatch");
    assertThat(send("PUT", path, TEA.formatted(3), "If-Match", "W/\"2\"").verdict())
        .isEqualTo("412 version_mismatch");
    assertThat(send("PUT", path, TEA.formatted(3), "If-Match", "\"02\"").verdict())
        .isEqualTo("412 version_mismatch");
    assertThat(send("PUT", path, TEA.formatted(3), "If-Match", "2").verdict())
        .isEqualTo("400 invalid");
    assertThat(send("PUT", path, TEA.formatted(3), "If-Match", "*").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'\"1\"', 304",
        "'W/\"1\"', 304",
        "'\"7\", \"1\"', 304",
        "*, 304",
        "'\"2\"', 200",
        "1, 200",
      })
  void shouldNotSendWhatTheClientHas(String tags, int status) {
    Answer answer = send("GET", shop.path, "", "If-None-Match", tags);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("ETag")).isEqualTo("\"1\"");
    assertThat(answer.text().isEmpty()).isEqualTo(status == 304);
  }

  @Test
  void shouldTagStockApartFromItsSku() {
    String path = shop.path + "/skus/tagged";
    assertThat(send("PUT", path, TEA.formatted(1), "If-Match", null).status()).isEqualTo(201);
    String empty = edge.asOperator("GET", path + "/stock", "").header("ETag");
    assertThat(send("GET", path + "/stock", "", "If-None-Match", empty).status()).isEqualTo(304);
    edge.asOperator("POST", path + "/movements", "{\"quantity\":1,\"cause\":\"RECEIVED\"}");
    assertThat(send("GET", path + "/stock", "", "If-None-Match", empty).status()).isEqualTo(200);
    assertThat(edge.asOperator("GET", path, "").header("ETag")).isEqualTo("\"1\"");
  }

  @Test
  void shouldSayWhenAndWhereItWasDecided() {
    Answer first = edge.asOperator("GET", shop.path, "");
    String refused = TestShop.ORDER.replace("1999", "1");
    Answer refusal = shop.buyer("anna", "POST", "/orders", refused);
    assertThat(refusal.verdict()).isEqualTo("409 price_changed");
    assertThat(refusal.at("/total/amount")).isEqualTo("1999");
    assertThat(refusal.header("Millrace-Position")).isEqualTo(first.header("Millrace-Position"));
    assertThat(refusal.header("Date-Decided")).matches("20\\d\\d-\\d\\d-\\d\\dT.*\\.\\d{3}Z");
  }

  @Test
  void shouldLetPagesOfAllowedOriginsReadEveryAnswer() {
    Answer allowed = send("GET", shop.path, "", "Origin", "https://shop.example");
    assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
    assertThat(allowed.header("Access-Control-Expose-Headers")).contains("Millrace-Position");
    assertThat(allowed.header("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(allowed.header("Vary")).isEqualTo("Origin");
    Answer refused = send("GET", shop.path + "/skus/none", "", "Origin", "https://shop.example");
    assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
    Answer stranger = send("GET", shop.path, "", "Origin", "https://evil.example");
    assertThat(stranger.header("Access-Control-Allow-Origin")).isEmpty();
    assertThat(stranger.header("Vary")).isEqualTo("Origin");
  }

  @ParameterizedTest
  @CsvSource({"https://shop.example, true", "https://evil.example, false", "null, false"})
  void shouldAnswerAPreflight(String origin, boolean allowed) {
    Answer answer =
        edge.send(
            edge.request("OPTIONS", shop.path + "/orders", "", "")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "idempotency-key")
                .build());
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(allowed ? origin : "");
    assertThat(answer.header("Access-Control-Allow-Headers").contains("Idempotency-Key"))
        .isEqualTo(allowed);
    assertThat(answer.header("Access-Control-Allow-Methods").contains("POST")).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "OVERLOADED, 503, 1",
    "OUTCOME_UNKNOWN, 503, 1",
    "NOT_READY, 503, 1",
    "STORAGE_FAILED, 503, 30",
    "STORAGE_FULL, 503, 30",
    "INTERNAL, 500, ''",
  })
  void shouldTellWhatTheNodeCouldNotDo(Code code, int status, String retryAfter) {
    edge.gate.failWith(code);
    try {
      Answer answer = shop.buyer("anna", "POST", "/orders", TestShop.ORDER);
      assertThat(answer.verdict()).isEqualTo(status + " " + code.word());
      assertThat(answer.header("Retry-After")).isEqualTo(retryAfter);
      assertThat(answer.header("Idempotent-Replayed")).isEmpty();
    } finally {
      edge.gate.failWith(null);
    }
  }

  @Test
  void shouldSayThatItIsReplaying() {
    assertThat(edge.call("GET", "/health/ready", "", "").status()).isEqualTo(200);
    edge.gate.failWith(Code.NOT_READY);
    try {
      Answer answer = edge.call("GET", "/health/ready", "", "");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.at("/ready")).isEqualTo("false");
      assertThat(answer.at("/replaying")).isEqualTo("true");
      assertThat(answer.at("/durability")).isEqualTo("fsync");
      assertThat(answer.at("/shards/0/phase")).isEqualTo("REPLAYING");
      assertThat(edge.call("GET", "/health/live", "", "").status()).isEqualTo(200);
    } finally {
      edge.gate.failWith(null);
    }
  }

  @Test
  void shouldTellThatTheWallClockIsNotFollowed() {
    edge.gate.setWallAhead(Duration.ofDays(1).toMillis());
    try {
      // The clock is looked at with each change, and the status follows its answer.
      shop.merchant("POST", "/skus/tea/movements", "{\"quantity\":1,\"cause\":\"RECEIVED\"}");
      String detail = "";
      while (detail.isEmpty()) {
        Answer ready = edge.call("GET", "/health/ready", "", "");
        assertThat(ready.status()).isEqualTo(200);
        detail = ready.at("/shards/0/detail") + ready.at("/shards/1/detail");
      }
      assertThat(detail).contains("the wall clock is more than 5 minutes off");
    } finally {
      edge.gate.setWallAhead(0);
    }
  }

  @Test
  void shouldGiveTheLogsTimeUncached() {
    Answer time = edge.call("GET", shop.path + "/time", "", "");
    assertThat(time.at("/now")).isEqualTo("2026-11-18T11:06:40.000Z");
    assertThat(time.header("Cache-Control")).isEqualTo("no-store");
    assertThat(edge.call("GET", "/v1/shops/none/time", "", "").verdict())
        .isEqualTo("404 shop_unknown");
  }

  @Test
  void shouldCountWhatPasses() {
    shop.order("counted");
    String metrics = edge.call("GET", "/metrics", "", "").text();
    assertThat(metrics)
        .containsPattern("millrace_orders_accepted_total [1-9]")
        .containsPattern("millrace_refusals_total\\{code=\"sold_out\"} 0")
        .containsPattern(
            "millrace_requests_seconds_count\\{route=\"POST /v1/shops/\\{shop}/orders\",status=\"201\"} [1-9]");
  }
}
