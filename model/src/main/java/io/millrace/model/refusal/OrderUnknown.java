package io.millrace.model.refusal;

import io.millrace.model.OrderId;

/** No such order, or not for this actor. */
public record OrderUnknown(OrderId order) implements Refusal {
  @Override
  public Code code() {
    return Code.ORDER_UNKNOWN;
  }
}
