package io.millrace.model.answer;

import io.millrace.model.OrderId;
import org.jspecify.annotations.Nullable;

/** The one shipment with a reference, and its order; null if there is none. */
public record ShipmentFound(@Nullable Item item) implements Answer {

  /** A shipment that does not lie in its order. */
  public record Item(OrderId order, ShipmentView shipment) {}
}
