package io.millrace.model.refusal;

/** The time that was asked for does not lie after the one that it must lie after. */
public record DeadlineTooSoon(long afterMillis) implements Refusal {
  @Override
  public Code code() {
    return Code.DEADLINE_TOO_SOON;
  }
}
