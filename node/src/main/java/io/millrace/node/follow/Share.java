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

  /**
   * However long a step took, the next comes within this, times those who share. So the share holds
   * for steps of up to 0.4 s, however many they are; a longer one has waited for a database.
   */
  static final long REST_NANOS_MAX = 2_000_000_000;

  /** A peak in which nobody was seen waiting for so long, at many looks, is over. */
  private static final long QUIET_NANOS = 200_000_000;

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
    return Math.min(REST_NANOS_MAX * followers, workedNanos * ((long) PARTS * followers - 1));
  }

  /** To be asked every few milliseconds of a rest, which is not needed any more if it is. */
  boolean isPeakOver(long nowNanos) {
    return !isBusy(nowNanos) && nowNanos - busyUntilNanos > QUIET_NANOS;
  }
}
