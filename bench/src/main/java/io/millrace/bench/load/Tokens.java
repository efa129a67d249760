package io.millrace.bench.load;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Mints buyers' tokens as a shop's own back end does. */
public final class Tokens {

  private static final Duration VALIDITY = Duration.ofHours(12);

  private final JWSHeader header;
  private final MACSigner signer;
  private final String shop;
  private final long expiresSeconds;

  public Tokens(String shop, String kid, String secret, long nowMillis) {
    this.shop = shop;
    this.header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(kid).build();
    this.expiresSeconds = Duration.ofMillis(nowMillis).plus(VALIDITY).toSeconds();
    try {
      this.signer = new MACSigner(secret.getBytes(StandardCharsets.UTF_8));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("not a secret for HS256", e);
    }
  }

  public String mint(String buyer) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .audience(shop)
            .subject(buyer)
            .claim("exp", expiresSeconds)
            .build();
    SignedJWT token = new SignedJWT(header, claims);
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("signing with a good secret cannot fail", e);
    }
    return token.serialize();
  }
}
