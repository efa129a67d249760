package io.millrace.edge.http;

import io.millrace.edge.auth.Caller;
import io.millrace.edge.auth.Identity;
import io.millrace.model.ShopId;
import io.millrace.model.refusal.Code;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a caller may use a route. In this order: no credentials that hold (401), not for
 * this kind of caller (403, whatever shop the path names: it says nothing about the shop), another
 * shop's things (404: that they are there is nobody else's business).
 */
public final class Doorkeeper {
  private static final Caller ANYONE = new Caller.Nobody("this route asks nobody who they are");

  private final Identity identity;

  public Doorkeeper(Identity identity) {
    this.identity = identity;
  }

  /**
   * @param shop in the path, or null if the route is of no shop
   */
  Caller admit(Route route, @Nullable String shop, @Nullable String authorization) {
    if (route.audience() == Audience.ANYONE) {
      return ANYONE;
    }
    Caller caller = identity.of(authorization);
    switch (caller) {
      case Caller.Nobody nobody -> throw unauthorized(nobody);
      case Caller.Operator o -> {
        // comes in everywhere
      }
      case Caller.Merchant merchant -> {
        requireKind(route.audience() != Audience.OPERATOR);
        requireOwn(merchant.shop(), shop);
      }
      case Caller.Buyer buyer -> {
        requireKind(route.audience() == Audience.BUYER);
        requireOwn(buyer.shop(), shop);
      }
    }
    return caller;
  }

  /** Whether the same credentials would be let in now, too: tokens expire, keys are revoked. */
  boolean stillAdmits(
      Caller caller, Route route, @Nullable String shop, @Nullable String authorization) {
    try {
      return admit(route, shop, authorization).equals(caller);
    } catch (ProblemRaised _) {
      return false;
    }
  }

  private static void requireKind(boolean isForThem) {
    if (!isForThem) {
      throw Problem.of(Code.FORBIDDEN, "these credentials are not for this route").raised();
    }
  }

  private static void requireOwn(ShopId own, @Nullable String shop) {
    if (shop != null && !shop.equals(own.value())) {
      throw RefusalProblem.shopUnknown(shop).raised();
    }
  }

  private static ProblemRaised unauthorized(Caller.Nobody nobody) {
    return Problem.of(Code.UNAUTHORIZED, nobody.reason())
        .with("WWW-Authenticate", "Bearer realm=\"millrace\"")
        .raised();
  }
}
