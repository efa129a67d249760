package io.millrace.model;

/** Where a task stands. Part of digests: numbers never change. */
public enum TaskState {
  /** Its time has not come. */
  PENDING(1),
  /** It waits for a worker. */
  DUE(2),
  /** A worker has it. */
  LEASED(3),
  /** All its attempts failed; it waits for a person. */
  DEAD(4);

  private final int number;

  TaskState(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
