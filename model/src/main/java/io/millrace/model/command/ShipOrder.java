package io.millrace.model.command;

import io.millrace.model.OrderId;
import io.millrace.model.ShippedLine;
import java.util.List;

/** Send a parcel; without lines, all that is left. */
public record ShipOrder(
    OrderId order, List<ShippedLine> lines, String carrier, String trackingNumber)
    implements Change {
  public ShipOrder {
    lines = List.copyOf(lines);
  }
}
