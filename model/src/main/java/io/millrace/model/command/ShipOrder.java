package io.millrace.model.command;

import io.millrace.model.Label;
import io.millrace.model.OrderId;
import io.millrace.model.ShippedLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Send a parcel; without lines, all that is left. */
public record ShipOrder(
    OrderId order,
    List<ShippedLine> lines,
    String carrier,
    String trackingNumber,
    @Nullable String reference,
    List<Label> metadata)
    implements Change {
  public ShipOrder {
    lines = List.copyOf(lines);
    metadata = List.copyOf(metadata);
  }

  /** A parcel that the merchant gives no name of his own. */
  public ShipOrder(OrderId order, List<ShippedLine> lines, String carrier, String trackingNumber) {
    this(order, lines, carrier, trackingNumber, null, List.of());
  }
}
