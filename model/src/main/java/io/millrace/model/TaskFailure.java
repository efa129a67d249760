package io.millrace.model;

/** Why an attempt at a task came to nothing. Numbers are on the wire. */
public enum TaskFailure {
  /** The worker gave it back. */
  NACKED(1),
  /** The worker did not answer within its lease. */
  EXPIRED(2);

  private final int number;

  TaskFailure(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
