package io.millrace.model;

import java.util.Currency;
import java.util.List;

/**
 * What the node signed on the confirmation page and now reads back; the engine only ever sees
 * tokens whose signature held.
 */
public record SubmitToken(
    Fingerprint id,
    BuyerId buyer,
    List<Line> lines,
    long total,
    Currency currency,
    long expiresAtMillis) {
  public SubmitToken {
    lines = List.copyOf(lines);
  }

  /** A line with the price that the buyer was shown. */
  public record Line(SkuId sku, int quantity, long unitPrice) {}
}
