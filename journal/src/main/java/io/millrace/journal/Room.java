package io.millrace.journal;

/** How much a log may still write, in the steps that matter to whoever decides what to take. */
public enum Room {
  PLENTY,
  /** What finishes work still fits, and a snapshot; what begins work should wait. */
  LOW,
  /**
   * Not even the spare segments can be replaced. What is prepared is for what must still be said:
   * that the log was opened, that time has passed.
   */
  FLOOR
}
