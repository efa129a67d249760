package io.millrace.proof.audit;

import io.millrace.model.Recorded;

/**
 * One fact with its place in the log and its log time.
 *
 * @param openedAtMillis when the process began that wrote it
 */
record LoggedFact(long sequence, long atMillis, long openedAtMillis, Recorded recorded) {
  @Override
  public String toString() {
    return "#"
        + sequence
        + " at "
        + atMillis
        + " by "
        + recorded.actor().role()
        + " "
        + recorded.fact();
  }
}
