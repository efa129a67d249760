package io.millrace.model.fact;

import io.millrace.model.Label;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.ShippedLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parcel left the house. Committed stock becomes shipped.
 *
 * @param shipment 1, 2, 3 … within the order
 * @param stuckAtMillis it is stuck if it has neither arrived nor completed by then; 0 for never,
 *     and while a part is still to be sent
 * @param completeAtMillis it completes by itself at this time; 0 likewise
 * @param reference the merchant's name for it; no other shipment of the shop has it
 */
public record OrderShipped(
    OrderId order,
    int shipment,
    List<ShippedLine> lines,
    String carrier,
    String trackingNumber,
    long stuckAtMillis,
    long completeAtMillis,
    @Nullable String reference,
    List<Label> metadata,
    OrderStatus status,
    int version)
    implements OrderChange {
  public OrderShipped {
    lines = List.copyOf(lines);
    metadata = List.copyOf(metadata);
  }
}
