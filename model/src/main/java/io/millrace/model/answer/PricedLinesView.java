package io.millrace.model.answer;

import io.millrace.model.BuyerId;
import java.util.Currency;
import java.util.List;

/** A confirmation page. */
public record PricedLinesView(
    BuyerId buyer, List<PricedLineView> lines, Currency currency, long total, long nowMillis)
    implements Answer {
  public PricedLinesView {
    lines = List.copyOf(lines);
  }
}
