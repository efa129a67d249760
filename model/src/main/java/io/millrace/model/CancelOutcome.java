package io.millrace.model;

/** What became of the wish to cancel a task. */
public enum CancelOutcome {
  /** It is not delivered, now or later. */
  CANCELLED,
  /** Its time has come and it was carried out, given up, or has died. */
  ALREADY_FIRED,
  /** A worker has it right now. */
  LEASED,
  /** There is no such task, or it ended long ago. */
  UNKNOWN
}
