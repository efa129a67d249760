package io.millrace.model.fact;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.ShippedLine;
import java.util.List;

/**
 * A parcel left the house. Committed stock becomes shipped.
 *
 * @param shipment 1, 2, 3 … within the order
 */
public record OrderShipped(
    OrderId order,
    int shipment,
    List<ShippedLine> lines,
    String carrier,
    String trackingNumber,
    OrderStatus status,
    int version)
    implements OrderChange {
  public OrderShipped {
    lines = List.copyOf(lines);
  }
}
