package io.millrace.model.refusal;

/** The time that was asked for is not after log time. */
public record DeadlinePast(long nowMillis) implements Refusal {
  @Override
  public Code code() {
    return Code.DEADLINE_PAST;
  }
}
