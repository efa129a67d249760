package io.millrace.model.refusal;

/** A buyer must say what total was shown. */
public record PriceGuardMissing() implements Refusal {
  @Override
  public Code code() {
    return Code.PRICE_GUARD_MISSING;
  }
}
