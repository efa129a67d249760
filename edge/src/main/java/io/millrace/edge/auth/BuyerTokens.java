package io.millrace.edge.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.millrace.model.BuyerId;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Verifies the JWTs with which shops vouch for their buyers. What verified once is remembered by
 * its hash until it expires; the memory is asked together with the secret, so that a secret's
 * retirement ends its tokens at once.
 */
final class BuyerTokens {
  /** A longer-lived token would outlive a buyer's log-out by more than anyone expects. */
  static final Duration AHEAD_MAX = Duration.ofHours(24);

  /** Longer than any token with a sensible set of claims. */
  static final int TOKEN_CHARS_MAX = 4_096;

  /** Two generations of these are a few MB, and more than the buyers of one rush. */
  private static final int CACHED_MAX = 32_768;

  private final Credentials credentials;
  private final InstantSource clock;
  private final Generations<TokenHash, Verified> verified = new Generations<>(CACHED_MAX);

  BuyerTokens(Credentials credentials, InstantSource clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  private record Verified(Caller.Buyer buyer, BuyerSecret secret, long expiresAtMillis) {}

  Caller identify(String token, TokenHash hash) {
    Verified known = verified.get(hash);
    if (known != null && isCurrent(known)) {
      return known.buyer;
    }
    if (token.length() > TOKEN_CHARS_MAX) {
      return new Caller.Nobody("the token is longer than " + TOKEN_CHARS_MAX + " characters");
    }
    try {
      Verified fresh = verify(SignedJWT.parse(token));
      verified.put(hash, fresh);
      return fresh.buyer;
    } catch (Unverified e) {
      return new Caller.Nobody(e.reason);
    } catch (ParseException | JOSEException e) {
      return new Caller.Nobody("the token is not a signed JWT");
    }
  }

  /** A kid is never given twice, so a secret that is there is the one that verified. */
  private boolean isCurrent(Verified known) {
    return known.expiresAtMillis > clock.millis() && credentials.secret(known.secret.kid()) != null;
  }

  private Verified verify(SignedJWT jwt) throws Unverified, ParseException, JOSEException {
    if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())) {
      throw new Unverified("the token's alg must be HS256");
    }
    String kid = jwt.getHeader().getKeyID();
    BuyerSecret secret = kid == null ? null : credentials.secret(kid);
    if (secret == null) {
      throw new Unverified("the token's kid names no valid buyer secret");
    }
    if (!jwt.verify(new MACVerifier(secret.key()))) {
      throw new Unverified("the token's signature does not hold");
    }
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    if (!claims.getAudience().equals(List.of(secret.shop().value()))) {
      throw new Unverified("the token's aud is not the shop of its secret");
    }
    return new Verified(
        new Caller.Buyer(secret.shop(), buyer(claims)), secret, expiresAtMillis(claims));
  }

  private long expiresAtMillis(JWTClaimsSet claims) throws Unverified {
    long nowMillis = clock.millis();
    if (claims.getExpirationTime() == null) {
      throw new Unverified("the token has no exp");
    }
    long expiresAtMillis = claims.getExpirationTime().toInstant().toEpochMilli();
    if (expiresAtMillis <= nowMillis) {
      throw new Unverified("the token has expired");
    }
    if (expiresAtMillis - nowMillis > AHEAD_MAX.toMillis()) {
      throw new Unverified("the token's exp is more than 24 hours ahead");
    }
    if (claims.getNotBeforeTime() != null
        && claims.getNotBeforeTime().toInstant().toEpochMilli() > nowMillis) {
      throw new Unverified("the token's nbf has not come yet");
    }
    return expiresAtMillis;
  }

  private static BuyerId buyer(JWTClaimsSet claims) throws Unverified {
    String subject = claims.getSubject();
    if (subject == null) {
      throw new Unverified("the token has no sub");
    }
    try {
      return new BuyerId(subject);
    } catch (IllegalArgumentException e) {
      throw new Unverified("the token's sub is not a buyer id");
    }
  }

  /** Why a token does not count. */
  private static final class Unverified extends Exception {
    private final String reason;

    Unverified(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }
  }
}
