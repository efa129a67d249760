package io.millrace.model.refusal;

/** The time that was asked for is later than any that may be. */
public record DeadlineTooFar(long latestMillis) implements Refusal {
  @Override
  public Code code() {
    return Code.DEADLINE_TOO_FAR;
  }
}
