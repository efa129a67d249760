package io.millrace.model.refusal;

import io.millrace.model.Money;

/** Not the order's total. */
public record AmountMismatch(Money expected) implements Refusal {
  @Override
  public Code code() {
    return Code.AMOUNT_MISMATCH;
  }
}
