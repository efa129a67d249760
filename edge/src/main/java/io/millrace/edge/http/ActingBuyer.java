package io.millrace.edge.http;

import io.millrace.edge.auth.Caller;
import io.millrace.model.BuyerId;
import io.millrace.model.refusal.Code;
import org.jspecify.annotations.Nullable;

/** Whom a request on a buyers' route is for. */
public final class ActingBuyer {
  private ActingBuyer() {}

  /**
   * A buyer acts for itself and may say so; merchant and operator must say for whom.
   *
   * @param named in body or query, if it was
   */
  public static BuyerId of(Caller caller, @Nullable BuyerId named) {
    return switch (caller) {
      case Caller.Buyer buyer -> {
        if (named != null && !named.equals(buyer.buyer())) {
          throw Problem.of(
                  Code.FORBIDDEN,
                  "a buyer acts for nobody else",
                  json -> json.text("field", "buyer"))
              .raised();
        }
        yield buyer.buyer();
      }
      case Caller.Merchant m -> required(named);
      case Caller.Operator o -> required(named);
      case Caller.Nobody n -> throw new IllegalStateException("nobody buys");
    };
  }

  private static BuyerId required(@Nullable BuyerId named) {
    if (named == null) {
      throw Problem.invalid("buyer", "is missing: say for whom").raised();
    }
    return named;
  }
}
