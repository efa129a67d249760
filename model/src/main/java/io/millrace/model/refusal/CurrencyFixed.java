package io.millrace.model.refusal;

import java.util.Currency;

/** There are prices or orders in the shop's currency. */
public record CurrencyFixed(Currency currency) implements Refusal {
  @Override
  public Code code() {
    return Code.CURRENCY_FIXED;
  }
}
