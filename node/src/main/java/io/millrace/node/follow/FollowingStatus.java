package io.millrace.node.follow;

import org.jspecify.annotations.Nullable;

/**
 * How a follower is in one shard.
 *
 * @param sequence of the last fact that had its effect
 * @param lagFacts durable facts that did not have it yet, or {@link #UNKNOWN}
 * @param lagMillis of log time, between the two ends, or {@link #UNKNOWN}
 * @param detail what is wrong; empty if nothing is
 * @param parked the fact that waits for an operator
 */
public record FollowingStatus(
    int shard,
    Phase phase,
    long sequence,
    long lagFacts,
    long lagMillis,
    String detail,
    @Nullable ParkedFact parked) {

  /** Where it stands could not be read since the start, or the log does not tell when that was. */
  public static final long UNKNOWN = -1;

  /** What it does. */
  public enum Phase {
    /** Takes what is durable, or waits for more. */
    FOLLOWING,
    /** Failed, and will try again by itself. */
    FAILING,
    /** A fact cannot be taken: an operator says what becomes of it. */
    PARKED,
    /** Its cursor is not in the log, or it cannot read what follows. */
    STOPPED
  }

  /**
   * A fact that was tried often enough.
   *
   * @param fact what kind of fact it is
   */
  public record ParkedFact(long sequence, String fact, String why, int tries) {}
}
