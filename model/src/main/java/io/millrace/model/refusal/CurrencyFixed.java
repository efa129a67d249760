package io.millrace.model.refusal;

import java.util.Currency;

/** There are orders in this currency. */
public record CurrencyFixed(Currency currency) implements Refusal {
  @Override
  public Code code() {
    return Code.CURRENCY_FIXED;
  }
}
