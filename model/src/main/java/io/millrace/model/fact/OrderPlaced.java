package io.millrace.model.fact;

import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Label;
import io.millrace.model.OrderId;
import io.millrace.model.PricedLine;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order was placed and its stock is held. Nothing of this changes afterwards.
 *
 * @param submitToken the token that this order spent
 */
public record OrderPlaced(
    OrderId order,
    BuyerId buyer,
    List<PricedLine> lines,
    List<Charge> charges,
    Currency currency,
    long total,
    long paymentDeadlineMillis,
    @Nullable String reference,
    List<Label> metadata,
    @Nullable Fingerprint submitToken)
    implements OrderFact {
  public OrderPlaced {
    lines = List.copyOf(lines);
    charges = List.copyOf(charges);
    metadata = List.copyOf(metadata);
  }
}
