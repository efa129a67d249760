package io.millrace.model.refusal;

import io.millrace.model.OrderId;

/** Another order of the shop has this reference. */
public record ReferenceTaken(String reference, OrderId order) implements Refusal {
  @Override
  public Code code() {
    return Code.REFERENCE_TAKEN;
  }
}
