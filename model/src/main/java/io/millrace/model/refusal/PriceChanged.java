package io.millrace.model.refusal;

import io.millrace.model.Money;

/** The total is not the one the buyer has seen. */
public record PriceChanged(Money total) implements Refusal {
  @Override
  public Code code() {
    return Code.PRICE_CHANGED;
  }
}
