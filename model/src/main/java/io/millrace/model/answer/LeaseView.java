package io.millrace.model.answer;

import io.millrace.model.LeaseId;

/**
 * What became of a lease.
 *
 * @param untilMillis when the lease runs out, or the next attempt is due; 0 where neither is
 */
public record LeaseView(LeaseId lease, Ending ending, long untilMillis) implements Answer {

  /** How the lease goes on. */
  public enum Ending {
    DONE,
    RETRY,
    DEAD,
    EXTENDED
  }
}
