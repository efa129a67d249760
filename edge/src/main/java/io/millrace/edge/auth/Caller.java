package io.millrace.edge.auth;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.ShopId;

/** Who stands behind a request, as its credentials say. */
public sealed interface Caller {
  /** No credentials, or none that hold; the reason is for the one who sent them. */
  record Nobody(String reason) implements Caller {}

  /** The holder of the operator key: may call everything. */
  record Operator() implements Caller {}

  /** A shop's own system. */
  record Merchant(ShopId shop, String keyId) implements Caller {}

  /** A shop's buyer, vouched for by a token that the shop signed. */
  record Buyer(ShopId shop, BuyerId buyer) implements Caller {}

  /** As facts name the caller. */
  default Actor actor() {
    return switch (this) {
      case Operator o -> Actor.OPERATOR;
      case Merchant m -> Actor.merchant(m.keyId());
      case Buyer b -> Actor.buyer(b.buyer());
      case Nobody n -> throw new IllegalStateException("nobody acts");
    };
  }
}
