package io.millrace.proof.audit;

import io.millrace.model.Actor;
import io.millrace.model.Request;
import io.millrace.model.SkuId;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.NotPermitted;
import io.millrace.model.refusal.PriceGuardMissing;
import io.millrace.model.refusal.Refusal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is refused whatever the state, and before anything is remembered: what a buyer may not ask,
 * and what names a thing twice. The crowd's requests are well formed otherwise.
 */
final class Shapes {
  private Shapes() {}

  static @Nullable Refusal check(Request request) {
    if (request.command() instanceof DefineSkus batch) {
      return check(batch);
    }
    Actor actor = request.actor();
    if (actor.role() != Actor.Role.BUYER || !(request.command() instanceof PlaceOrder place)) {
      return null;
    }
    if (!actor.id().equals(place.buyer().value())) {
      return new NotPermitted("buyer", "");
    }
    if (!place.charges().isEmpty()) {
      return new NotPermitted("charges", "");
    }
    if (place.paymentTimeout() != null) {
      return new NotPermitted("paymentTimeout", "");
    }
    boolean isGuarded = place.expectedTotal() != null || place.submitToken() != null;
    return isGuarded ? null : new PriceGuardMissing();
  }

  /** A batch that names a SKU twice is refused as a whole: nobody would know which is meant. */
  private static @Nullable Refusal check(DefineSkus batch) {
    Set<SkuId> named = new HashSet<>();
    for (int place = 0; place < batch.items().size(); place++) {
      SkuId sku =
          switch (batch.items().get(place)) {
            case DefineSku define -> define.sku();
            case DefineSkus.Unread unread -> unread.sku();
          };
      if (sku != null && !named.add(sku)) {
        return new Invalid("items[" + place + "].sku", "is there twice");
      }
    }
    return null;
  }

  /** Two refusals that say the same; their words are for people. */
  static boolean isSame(Refusal right, Refusal given) {
    if (right instanceof NotPermitted one && given instanceof NotPermitted other) {
      return one.field().equals(other.field());
    }
    if (right instanceof Invalid one && given instanceof Invalid other) {
      return one.field().equals(other.field());
    }
    return right.equals(given);
  }
}
