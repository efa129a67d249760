package io.millrace.model.command;

import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Label;
import io.millrace.model.Money;
import io.millrace.model.SubmitToken;
import io.millrace.model.WantedLine;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Buy, at the price the buyer has seen.
 *
 * @param paymentTimeout null for the shop's
 */
public record PlaceOrder(
    BuyerId buyer,
    List<WantedLine> lines,
    @Nullable Money expectedTotal,
    @Nullable SubmitToken submitToken,
    List<Charge> charges,
    @Nullable String reference,
    List<Label> metadata,
    @Nullable Duration paymentTimeout)
    implements Change {

  /** To be paid within the shop's own time. */
  public PlaceOrder(
      BuyerId buyer,
      List<WantedLine> lines,
      @Nullable Money expectedTotal,
      @Nullable SubmitToken submitToken,
      List<Charge> charges,
      @Nullable String reference,
      List<Label> metadata) {
    this(buyer, lines, expectedTotal, submitToken, charges, reference, metadata, null);
  }

  public PlaceOrder {
    lines = List.copyOf(lines);
    charges = List.copyOf(charges);
    metadata = List.copyOf(metadata);
  }
}
