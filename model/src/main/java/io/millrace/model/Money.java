package io.millrace.model;

import java.util.Currency;

/** Minor units of an ISO currency. A shop has one currency, so most facts carry bare amounts. */
public record Money(long amount, Currency currency) {
  @Override
  public String toString() {
    return amount + " " + currency.getCurrencyCode();
  }
}
