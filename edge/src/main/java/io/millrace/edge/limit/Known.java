package io.millrace.edge.limit;

import io.millrace.diana.Request;
import io.millrace.edge.auth.Caller;
import org.jspecify.annotations.Nullable;

/**
 * What limits may know of a caller: the shop is the tenant, a buyer or a merchant's key the
 * account.
 *
 * @param role {@code operator}, {@code merchant}, {@code buyer} or {@code nobody}
 */
record Known(String role, @Nullable String shop, @Nullable String account) {
  static final Known NOBODY = new Known("nobody", null, null);

  private static final String ROLE = "role";

  static Known of(@Nullable String shop, Caller caller) {
    return switch (caller) {
      case Caller.Nobody nobody -> NOBODY;
      case Caller.Operator operator -> new Known("operator", shop, null);
      case Caller.Merchant merchant ->
          new Known("merchant", merchant.shop().value(), merchant.keyId());
      case Caller.Buyer buyer -> new Known("buyer", buyer.shop().value(), buyer.buyer().value());
    };
  }

  @Nullable String attribute(String name) {
    return switch (name) {
      case ROLE -> role;
      case Request.TENANT -> shop;
      case Request.ACCOUNT -> account;
      default -> null;
    };
  }
}
