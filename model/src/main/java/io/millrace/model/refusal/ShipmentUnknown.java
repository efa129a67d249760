package io.millrace.model.refusal;

import io.millrace.model.OrderId;

/** The order has no such shipment. */
public record ShipmentUnknown(OrderId order, int shipment) implements Refusal {
  @Override
  public Code code() {
    return Code.SHIPMENT_UNKNOWN;
  }
}
