package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client may get wrong, by accident or on purpose. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {
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

  static Stream<Arguments> bodies() {
    String line = "{\"sku\":\"tea\",\"quantity\":1}";
    return Stream.of(
        body("nothing", " ", ""),
        body("no JSON", "order please", ""),
        body("an array", "[]", ""),
        body("cut", "{\"lines\":[", ""),
        body("unknown field", "{\"lines\":[" + line + "],\"x\":1}", "x"),
        body(
            "unknown field inside",
            "{\"lines\":[{\"sku\":\"tea\",\"amount\":1}]}",
            "lines[0].amount"),
        body("same field twice", "{\"buyer\":\"a\",\"buyer\":\"a\"}", "buyer"),
        body("same field twice, escaped", "{\"buyer\":\"a\",\"b\\u0075yer\":\"a\"}", "buyer"),
        body("something behind", "{\"lines\":[" + line + "]} {}", ""),
        body(
            "text for a number",
            "{\"lines\":[{\"sku\":\"tea\",\"quantity\":\"1\"}]}",
            "lines[0].quantity"),
        body("a fraction", "{\"lines\":[{\"sku\":\"tea\",\"quantity\":1.0}]}", "lines[0].quantity"),
        body(
            "an exponent", "{\"lines\":[{\"sku\":\"tea\",\"quantity\":1e3}]}", "lines[0].quantity"),
        body("NaN", "{\"lines\":[{\"sku\":\"tea\",\"quantity\":NaN}]}", ""),
        body("null", "{\"lines\":[{\"sku\":\"tea\",\"quantity\":null}]}", "lines[0].quantity"),
        body(
            "more than 32 bits",
            "{\"lines\":[{\"sku\":\"tea\",\"quantity\":4294967297}]}",
            "lines[0].quantity"),
        body(
            "more than 64 bits",
            "{\"lines\":[{\"sku\":\"tea\",\"quantity\":18446744073709551617}]}",
            "lines[0].quantity"),
        body(
            "a thousand digits",
            "{\"lines\":[{\"sku\":\"tea\",\"quantity\":" + "9".repeat(5_000) + "}]}",
            ""),
        body(
            "zero",
            "{\"lines\":[{\"sku\":\"tea\",\"quantity\":0}],\"buyer\":\"b\"}",
            "lines[0].quantity"),
        body(
            "too many",
            "{\"lines\":[{\"sku\":\"tea\",\"quantity\":10000}],\"buyer\":\"b\"}",
            "lines[0].quantity"),
        body(
            "the third line",
            "{\"lines\":[" + line + "," + line + ",{\"sku\":\"tea\",\"quantity\":true}]}",
            "lines[2].quantity"),
        body("no lines", "{\"buyer\":\"b\"}", "lines"),
        body("a line without SKU", "{\"lines\":[{\"quantity\":1}]}", "lines[0].sku"),
        body(
            "a name with a space",
            "{\"lines\":[{\"sku\":\"a b\",\"quantity\":1}]}",
            "lines[0].sku"),
        body("half a surrogate pair", "{\"reference\":\"\\ud800\"}", "reference"),
        body("too deep", "{\"lines\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}", "lines[0]"),
        body(
            "no such currency",
            "{\"expectedTotal\":{\"amount\":1,\"currency\":\"XQZ\"}}",
            "expectedTotal.currency"),
        body(
            "other currency in a charge",
            "{\"charges\":[{\"kind\":\"FEE\",\"label\":\"f\",\"amount\":{\"amount\":1,\"currency\":\"USD\"}}]}",
            "charges[0].amount"),
        body("no such kind", "{\"charges\":[{\"kind\":\"TIP\"}]}", "charges[0].kind"),
        body("metadata of objects", "{\"metadata\":{\"a\":{}}}", "metadata.a"),
        body(
            "a token of nobody's",
            "{\"buyer\":\"b\",\"lines\":[" + line + "],\"submitToken\":\"AAAA\"}",
            "submitToken"));
  }

  private static Arguments body(String what, String body, String field) {
    return Arguments.of(what, body, field);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void shouldNameThePlace(String what, String body, String field) {
    Answer answer = shop.merchant("POST", "/orders", body);
    assertThat(answer.verdict()).as(answer.text()).isEqualTo("400 invalid");
    assertThat(answer.at("/field")).as(answer.text()).isEqualTo(field);
    assertThat(answer.at("/status")).isEqualTo("400");
    assertThat(answer.at("/type")).isEqualTo("urn:millrace:problem:invalid");
    assertThat(answer.header("Request-Id")).isNotEmpty();
  }

  static Stream<byte[]> notUtf8() {
    String start = "{\"reference\":\"";
    return Stream.of(
        bytes(start, 0xC3, 0x28), // a second byte that is none
        bytes(start, 0xC0, 0xAF), // a slash, written too long
        bytes(start, 0xED, 0xA0, 0x80), // half a surrogate pair
        bytes(start, 0xF8, 0x88, 0x80, 0x80, 0x80),
        "{\"reference\":\"a\"}".getBytes(StandardCharsets.UTF_16LE),
        "{\"reference\":\"a\"}".getBytes(StandardCharsets.UTF_16));
  }

  private static byte[] bytes(String start, int... more) {
    byte[] head = start.getBytes(StandardCharsets.US_ASCII);
    byte[] all = java.util.Arrays.copyOf(head, head.length + more.length + 2);
    for (int i = 0; i < more.length; i++) {
      all[head.length + i] = (byte) more[i];
    }
    all[all.length - 2] = '"';
    all[all.length - 1] = '}';
    return all;
  }

  @ParameterizedTest
  @MethodSource("notUtf8")
  void shouldRefuseWhatIsNotUtf8(byte[] body) {
    Answer answer =
        edge.send(
            edge.request("POST", shop.path + "/orders", shop.merchantKey, "")
                .header("Idempotency-Key", "k")
                .header("Content-Type", TestEdge.JSON)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    assertThat(answer.verdict()).as(answer.text()).isEqualTo("400 invalid");
    assertThat(answer.at("/detail")).contains("UTF-8");
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, 415",
    "application/xml, 415",
    "application/json;charset=latin1, 415",
    "application/jsonx, 415",
    "'application/json; charset=UTF-8', 201",
    "APPLICATION/JSON, 201",
  })
  void shouldTakeJsonOnly(String type, int status) {
    Answer answer =
        edge.send(
            HttpRequest.newBuilder(edge.uri(shop.path + "/orders"))
                .header("Authorization", "Bearer " + shop.token("b"))
                .header("Idempotency-Key", "type " + type)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(TestShop.ORDER))
                .build());
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/nothing, 404 route_unknown",
    "GET, /, 404 route_unknown",
    "GET, //v1/shops, 404 route_unknown",
    "GET, /v1/shops/, 400 invalid",
    "GET, /v1/shops/s/orders/1/more, 404 route_unknown",
    "GET, /v1/shops/a%20b, 400 invalid",
    "GET, /v1/shops/a%2Fb, 400 invalid",
    "GET, /v1/shops/none, 404 shop_unknown",
    "GET, /v1/shops/s/skus/none, 404 sku_unknown",
    "GET, /v1/shops/s/orders/none, 404 order_unknown",
    "GET, /v1/shops/s/orders/-1, 404 order_unknown",
    "GET, /v1/shops/s/orders/99999999999999999999, 404 order_unknown",
    "GET, /v1/shops/s/skus?limit=0, 400 invalid",
    "GET, /v1/shops/s/skus?limit=201, 400 invalid",
    "GET, /v1/shops/s/skus?limit=1&limit=1, 400 invalid",
    "GET, /v1/shops/s/skus?offset=1, 400 invalid",
    "GET, /v1/shops/s/skus?cursor=x, 400 invalid",
    "GET, /v1/shops/s/orders?stuck=true&reference=b, 400 invalid",
    "GET, /v1/shops/s/orders?asOf=soon, 400 invalid",
    "PATCH, /v1/shops/s, 405 method_not_allowed",
    "DELETE, /v1/shops/s/orders, 405 method_not_allowed",
    "TRACE, /v1/shops/s/orders, 405 method_not_allowed",
    "POST, /v1/shops/s/keys/none, 405 method_not_allowed",
    "DELETE, /v1/shops/s/keys/none, 404 key_unknown",
  })
  void shouldTellWhatIsWrongWithAPath(String method, String path, String verdict) {
    Answer answer = edge.asOperator(method, path, "");
    assertThat(answer.verdict()).as(answer.text()).isEqualTo(verdict);
    if (answer.status() == 405) {
      assertThat(answer.header("Allow")).isNotEmpty();
    }
  }

  @Test
  void shouldNameTheAllowedMethods() {
    assertThat(edge.asOperator("DELETE", shop.path, "").header("Allow"))
        .isEqualTo("GET, PUT, HEAD, OPTIONS");
    Answer options = edge.call("OPTIONS", shop.path + "/orders", "", "");
    assertThat(options.status()).isEqualTo(204);
    assertThat(options.header("Allow")).isEqualTo("GET, POST, HEAD, OPTIONS");
  }

  @Test
  void shouldLeaveTheBodyOutOfHead() {
    Answer get = edge.asOperator("GET", shop.path, "");
    Answer head = edge.asOperator("HEAD", shop.path, "");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.text()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
    assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
    assertThat(edge.asOperator("GET", shop.path, "").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"70000, false", "70000, true", "1000000, false"})
  void shouldRefuseABodyThatIsTooLong(int length, boolean chunked) {
    String body = " ".repeat(length);
    HttpRequest.BodyPublisher sized = HttpRequest.BodyPublishers.ofString(body);
    HttpRequest.BodyPublisher streamed =
        HttpRequest.BodyPublishers.ofInputStream(
            () -> new java.io.ByteArrayInputStream(body.getBytes(StandardCharsets.US_ASCII)));
    Answer answer =
        edge.send(
            HttpRequest.newBuilder(edge.uri(shop.path + "/orders"))
                .header("Authorization", "Bearer " + shop.merchantKey)
                .header("Idempotency-Key", "long")
                .header("Content-Type", TestEdge.JSON)
                .POST(chunked ? streamed : sized)
                .build());
    assertThat(answer.verdict()).as(answer.text()).isEqualTo("413 too_large");
    assertThat(answer.at("/limit")).isEqualTo("65536");
  }

  @Test
  void shouldTakeAChunkedBody() {
    byte[] body = TestShop.ORDER.getBytes(StandardCharsets.UTF_8);
    Answer answer =
        edge.send(
            HttpRequest.newBuilder(edge.uri(shop.path + "/orders"))
                .header("Authorization", "Bearer " + shop.token("chunked"))
                .header("Idempotency-Key", "chunked")
                .header("Content-Type", TestEdge.JSON)
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(body)))
                .build());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  @Test
  void shouldWantAnIdempotencyKey() {
    HttpRequest request =
        edge.request("POST", shop.path + "/orders", shop.token("b"), TestShop.ORDER).build();
    assertThat(edge.send(request).verdict()).isEqualTo("400 idempotency_key_missing");
  }

  @Test
  void shouldWantAKeyOfAtMost255Characters() {
    assertThat(
            edge.call(
                    "POST", shop.path + "/orders", shop.token("k"), TestShop.ORDER, "k".repeat(255))
                .status())
        .isEqualTo(201);
    assertThat(
            edge.call(
                    "POST", shop.path + "/orders", shop.token("k"), TestShop.ORDER, "k".repeat(256))
                .verdict())
        .isEqualTo("400 invalid");
  }

  @Test
  void shouldKeepAGoodRequestIdAndTraceAndReplaceABadOne() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    Answer good =
        edge.send(
            edge.request("GET", "/health/live", "", "")
                .header("Request-Id", "my-id.1")
                .header("traceparent", trace)
                .build());
    assertThat(good.header("Request-Id")).isEqualTo("my-id.1");
    assertThat(good.header("traceparent")).isEqualTo(trace);
    Answer bad =
        edge.send(
            edge.request("GET", "/health/live", "", "")
                .header("Request-Id", "my id")
                .header("traceparent", "nonsense")
                .build());
    assertThat(bad.header("Request-Id")).isNotEmpty().isNotEqualTo("my id");
    assertThat(bad.header("traceparent")).isEmpty();
  }
}
