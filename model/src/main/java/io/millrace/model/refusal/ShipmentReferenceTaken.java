package io.millrace.model.refusal;

import io.millrace.model.OrderId;

/** Another shipment of the shop has this reference. */
public record ShipmentReferenceTaken(String reference, OrderId order, int shipment)
    implements Refusal {
  @Override
  public Code code() {
    return Code.REFERENCE_TAKEN;
  }
}
