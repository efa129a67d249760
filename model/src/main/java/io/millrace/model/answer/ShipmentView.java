package io.millrace.model.answer;

import io.millrace.model.ShippedLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parcel as it is. */
public record ShipmentView(
    int shipment,
    List<ShippedLine> lines,
    String carrier,
    String trackingNumber,
    long shippedAtMillis,
    @Nullable Long deliveredAtMillis) {
  public ShipmentView {
    lines = List.copyOf(lines);
  }
}
