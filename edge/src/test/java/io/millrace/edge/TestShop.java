package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.locks.LockSupport;

/** A shop made over HTTP, with the keys that it got. */
final class TestShop {
  private static final long BETWEEN_LOOKS_NANOS = 20_000_000;

  /** Two minutes of them. */
  private static final int LOOKS_MAX = 6_000;

  final String id;
  final String path;
  final String merchantKey;
  final String merchantKeyId;
  final String kid;
  final String secret;
  private final TestEdge edge;

  TestShop(TestEdge edge, String id, int units) {
    this.edge = edge;
    this.id = id;
    this.path = "/v1/shops/" + id;
    String settings =
        """
        {"name":"Shop","currency":"CNY","timezone":"Asia/Shanghai","paymentTimeout":"PT30M",
         "allowedOrigins":["https://shop.example"]}
        """;
    assertThat(edge.asOperator("PUT", path, settings).status()).isEqualTo(201);
    Answer key = edge.asOperator("POST", path + "/keys", "");
    assertThat(key.status()).isEqualTo(201);
    merchantKey = key.at("/key");
    merchantKeyId = key.at("/id");
    Answer made = edge.call("POST", path + "/buyer-secrets", merchantKey, "");
    assertThat(made.status()).isEqualTo(201);
    kid = made.at("/kid");
    secret = made.at("/secret");
    String tea =
        "{\"name\":\"Tea\",\"price\":{\"amount\":1999,\"currency\":\"CNY\"},\"onSale\":true}";
    assertThat(merchant("PUT", "/skus/tea", tea).status()).isEqualTo(201);
    if (units > 0) {
      String received = "{\"quantity\":" + units + ",\"cause\":\"RECEIVED\"}";
      assertThat(merchant("POST", "/skus/tea/movements", received).status()).isEqualTo(201);
    }
  }

  Answer merchant(String method, String rest, String body) {
    return edge.call(method, path + rest, merchantKey, body);
  }

  /** What is asked for, once it says so; or as it is after two minutes. */
  Answer awaits(String rest, String pointer, String value) {
    Answer answer = merchant("GET", rest, "");
    for (int i = 0; i < LOOKS_MAX && !answer.json().at(pointer).asString("").equals(value); i++) {
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
      answer = merchant("GET", rest, "");
    }
    assertThat(answer.at(pointer)).as(answer.text()).isEqualTo(value);
    return answer;
  }

  Answer buyer(String buyer, String method, String rest, String body) {
    return edge.call(method, path + rest, token(buyer), body);
  }

  /** Places an order for one unit and gives its id. */
  String order(String buyer) {
    Answer placed = buyer(buyer, "POST", "/orders", ORDER);
    assertThat(placed.status()).as(placed.text()).isEqualTo(201);
    return placed.at("/id");
  }

  /** Makes the queue {@code mail}, whose tasks die after so many attempts. */
  Answer queue(int maxAttempts) {
    return merchant(
        "PUT",
        "/queues/mail",
        "{\"maxAttempts\":"
            + maxAttempts
            + ",\"backoff\":{\"delays\":[\"PT0S\"]},\"lease\":\"PT30S\",\"pastDue\":\"FIRE\"}");
  }

  Answer pushingQueue(String url) {
    return merchant(
        "PUT",
        "/queues/mail",
        """
        {"maxAttempts":3,"backoff":{"delays":["PT0S"]},"lease":"PT30S","pastDue":"FIRE",
         "push":{"url":"%s"}}
        """
            .formatted(url));
  }

  Answer task(String task, String delay) {
    String body = "{\"delay\":\"" + delay + "\",\"payload\":\"p\",\"group\":\"east\"}";
    return merchant("PUT", "/queues/mail/tasks/" + task, body);
  }

  /** Takes one task, waiting for it if need be. */
  Answer lease() {
    return merchant("POST", "/queues/mail/leases", "{\"wait\":\"PT5S\"}");
  }

  static final String ORDER =
      """
      {"lines":[{"sku":"tea","quantity":1}],"expectedTotal":{"amount":1999,"currency":"CNY"}}
      """;

  /** A token that is good for an hour. */
  String token(String buyer) {
    return token(buyer, id, kid, secret, Duration.ofHours(1));
  }

  String token(String buyer, String audience, String kid, String secret, Duration ahead) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .subject(buyer)
            .audience(audience)
            .expirationTime(Date.from(edge.clock.instant().plus(ahead)))
            .build();
    try {
      SignedJWT jwt =
          new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(kid).build(), claims);
      jwt.sign(new MACSigner(secret));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
