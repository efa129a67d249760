package io.millrace.proof.audit;

import io.millrace.model.Actor;
import io.millrace.model.Request;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.NotPermitted;
import io.millrace.model.refusal.PriceGuardMissing;
import io.millrace.model.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What is refused whatever the state, and before anything is remembered: what a buyer may not ask.
 * The crowd's requests are well formed otherwise.
 */
final class Shapes {
  private Shapes() {}

  static @Nullable Refusal check(Request request) {
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
