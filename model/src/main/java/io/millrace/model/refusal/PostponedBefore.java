package io.millrace.model.refusal;

/** The order's completion was postponed already, which can be done once. */
public record PostponedBefore(long completesAtMillis) implements Refusal {
  @Override
  public Code code() {
    return Code.POSTPONED_BEFORE;
  }
}
