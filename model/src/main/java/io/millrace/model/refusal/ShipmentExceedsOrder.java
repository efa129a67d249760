package io.millrace.model.refusal;

/**
 * More units of a line were to be sent than are left of it.
 *
 * @param line counted from 1
 */
public record ShipmentExceedsOrder(int line, int quantity, int left) implements Refusal {
  @Override
  public Code code() {
    return Code.SHIPMENT_EXCEEDS_ORDER;
  }
}
