package io.millrace.model.answer;

import io.millrace.model.Label;
import io.millrace.model.ShippedLine;
import io.millrace.model.fact.OrderShipped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parcel as it is. */
public record ShipmentView(
    int shipment,
    List<ShippedLine> lines,
    String carrier,
    String trackingNumber,
    @Nullable String reference,
    List<Label> metadata,
    long shippedAtMillis,
    @Nullable Long deliveredAtMillis) {
  public ShipmentView {
    lines = List.copyOf(lines);
    metadata = List.copyOf(metadata);
  }

  /** A parcel as its fact tells of it. */
  public static ShipmentView of(
      OrderShipped fact, long shippedAtMillis, @Nullable Long deliveredAtMillis) {
    return new ShipmentView(
        fact.shipment(),
        fact.lines(),
        fact.carrier(),
        fact.trackingNumber(),
        fact.reference(),
        fact.metadata(),
        shippedAtMillis,
        deliveredAtMillis);
  }
}
