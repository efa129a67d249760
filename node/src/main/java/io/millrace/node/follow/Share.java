package io.millrace.node.follow;

import java.util.function.BooleanSupplier;

/**
 * What followers may take of the processor: all of it while nobody waits to be decided, and a fifth
 * of one core, together, while somebody does. After each step a follower rests as long as that
 * takes.
 */
final class Share {

  /** One part in so many. */
  static final int PARTS = 5;

  /**
   * The writer empties its queue many times a second at a peak; it counts as busy for this long
   * after somebody was seen waiting.
   */
  static final long BUSY_NANOS = 20_000_000;

  /** However long a step took, the next comes within this. */
  static final long REST_NANOS_MAX = 2_000_000_000;

  private final BooleanSupplier waiting;
  private final int followers;
  private long busyUntilNanos;
  private boolean seen;

  /**
   * A follower's own view of the share.
   *
   * @param waiting whether requests wait to be decided
   * @param followers who share it
   */
  Share(BooleanSupplier waiting, int followers) {
    this.waiting = waiting;
    this.followers = followers;
  }

  /** To be asked around each step, so that a queue that is often filled is noticed. */
  boolean isBusy(long nowNanos) {
    if (waiting.getAsBoolean()) {
      busyUntilNanos = nowNanos + BUSY_NANOS;
      seen = true;
    }
    return seen && nowNanos - busyUntilNanos < 0;
  }

  /** How long to rest after a step. */
  long restNanos(long workedNanos, boolean busy) {
    if (!busy) {
      return 0;
    }
    return Math.min(REST_NANOS_MAX, workedNanos * ((long) PARTS * followers - 1));
  }
}
