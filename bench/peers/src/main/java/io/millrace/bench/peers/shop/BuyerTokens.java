package io.millrace.bench.peers.shop;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who asks: a JWT (HS256) of a buyer, verified once and then known again by its text until it
 * expires. Millrace does the same, and hashes the token first so that none is kept in memory.
 */
public final class BuyerTokens {

  private static final String BEARER = "Bearer ";
  private static final String ALGORITHM = "HmacSHA256";

  /** As many as a rush has buyers on one machine; a stranger's are never kept. */
  private static final int KEPT_MAX = 1_000_000;

  private static final JsonMapper JSON = new JsonMapper();

  private final SecretKeySpec secret;
  private final InstantSource clock;
  private final Map<String, Verified> verified = new ConcurrentHashMap<>();

  private record Verified(String buyer, long expiresSeconds) {}

  public BuyerTokens(String secret, InstantSource clock) {
    this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.clock = clock;
  }

  /** The buyer named by an {@code Authorization} header. */
  public String buyerOf(@Nullable String authorization, String shop) {
    if (authorization == null || !authorization.startsWith(BEARER)) {
      throw Refused.unauthorized();
    }
    String token = authorization.substring(BEARER.length());
    Verified known = verified.get(token);
    if (known == null) {
      known = verify(token, shop);
      if (verified.size() < KEPT_MAX) {
        verified.put(token, known);
      }
    }
    if (known.expiresSeconds() <= clock.instant().getEpochSecond()) {
      throw Refused.unauthorized();
    }
    return known.buyer();
  }

  private Verified verify(String token, String shop) {
    int payloadFrom = token.indexOf('.') + 1;
    int signatureFrom = token.lastIndexOf('.') + 1;
    if (payloadFrom == 0 || signatureFrom <= payloadFrom) {
      throw Refused.unauthorized();
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      byte[] expected =
          mac.doFinal(token.substring(0, signatureFrom - 1).getBytes(StandardCharsets.US_ASCII));
      byte[] signature = Base64.getUrlDecoder().decode(token.substring(signatureFrom));
      JsonNode header = json(token.substring(0, payloadFrom - 1));
      JsonNode claims = json(token.substring(payloadFrom, signatureFrom - 1));
      if (!MessageDigest.isEqual(expected, signature)
          || !"HS256".equals(header.path("alg").asString(""))
          || !shop.equals(claims.path("aud").asString(""))) {
        throw Refused.unauthorized();
      }
      String buyer = claims.path("sub").asString("");
      return new Verified(Objects.requireNonNull(buyer), claims.path("exp").asLong(0));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw Refused.unauthorized();
    }
  }

  private static JsonNode json(String base64) {
    return JSON.readTree(Base64.getUrlDecoder().decode(base64));
  }
}
