package io.millrace.node.delivery;

/** How an attempt ended. Numbers are in files: they never change and are never used again. */
public enum AttemptOutcome {
  /** 2xx. */
  DELIVERED(1),
  /** Any other status; redirections are not followed. */
  REJECTED(2),
  /** No whole answer in time. */
  TIMED_OUT(3),
  /** No connection, or it broke. */
  UNREACHABLE(4),
  /** What came was no HTTP, or too much of it. */
  BAD_ANSWER(5),
  /** The address is none that may be called. */
  NOT_ALLOWED(6);

  private final int number;

  AttemptOutcome(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** The outcome with this number. */
  public static AttemptOutcome of(int number) {
    for (AttemptOutcome outcome : values()) {
      if (outcome.number == number) {
        return outcome;
      }
    }
    throw new IllegalArgumentException("no outcome of an attempt has the number " + number);
  }
}
