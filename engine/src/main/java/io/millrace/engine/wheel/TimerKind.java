package io.millrace.engine.wheel;

/** What shall happen when a timer fires. Numbers are in the slab, and nowhere on a disk. */
public enum TimerKind {
  /** A task becomes due. The id is the task's number. */
  TASK_DUE(0),
  /** A worker loses a task. The id is the task's number. */
  LEASE_END(1),
  /** A dead task has been kept long enough. The id is the task's number. */
  DEAD_END(2),
  /** The next slice of a revival. The id is the queue's place among the shard's. */
  REVIVAL(3),
  /** An order was not paid by its deadline. The id is the order's. */
  ORDER_UNPAID(4),
  /** An order has stood too long where it stands. The id is the order's. */
  ORDER_STUCK(5),
  /** An order completes by itself. The id is the order's. */
  ORDER_COMPLETE(6);

  private static final TimerKind[] ALL = values();

  private final int number;

  TimerKind(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** Constants stand in the order of their numbers. */
  static TimerKind of(int number) {
    return ALL[number];
  }
}
