package io.millrace.model;

/** Why a task that nobody finished is there no more. Numbers are on the wire. */
public enum TaskEnd {
  /** Whoever scheduled it took it back. */
  CANCELLED(1),
  /** Its time came while the node stood, and its queue drops such tasks. */
  PAST_DUE(2),
  /** It was dead, and somebody deleted it. */
  DELETED(3),
  /** It was dead for as long as its queue keeps such tasks. */
  RETENTION(4);

  private final int number;

  TaskEnd(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
