package io.millrace.edge.auth;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Reads an {@code Authorization} header. Any thread may ask. */
public final class Identity {
  private static final String SCHEME = "Bearer ";

  private final OperatorKey operator;
  private final Credentials credentials;
  private final BuyerTokens buyers;

  public Identity(OperatorKey operator, Credentials credentials, InstantSource clock) {
    this.operator = operator;
    this.credentials = credentials;
    this.buyers = new BuyerTokens(credentials, clock);
  }

  public Caller of(@Nullable String authorization) {
    if (authorization == null) {
      return new Caller.Nobody("no Authorization header");
    }
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return new Caller.Nobody("the Authorization header is not a Bearer token");
    }
    String token = authorization.substring(SCHEME.length()).strip();
    TokenHash hash = TokenHash.of(token);
    // Our own keys hold no dot; a JWT holds two.
    if (token.indexOf('.') >= 0) {
      return buyers.identify(token, hash);
    }
    if (operator.isKey(hash)) {
      return new Caller.Operator();
    }
    Caller merchant = credentials.merchant(hash);
    return merchant == null ? new Caller.Nobody("the key is not known") : merchant;
  }
}
