package io.millrace.node;

import java.time.Duration;

/**
 * The time that stands in the log. Owned by the shard's writer.
 *
 * <p>It runs on the monotonic clock and is steered towards the wall clock by at most a tenth, so it
 * never stands still and never jumps. A wall clock that is far off is not followed at all: one bad
 * step while running must not make every open order overdue. The next start takes it.
 */
final class LogClock {

  /** Beyond this the wall clock is taken to be wrong rather than the log to be late. */
  static final Duration FOLLOWED_MAX = Duration.ofMinutes(5);

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Gains or loses at most one part in this many of what has passed. */
  private static final long STEERING_PARTS = 10;

  private final Clock clock;
  private long logNanos;
  private long lastMonotonicNanos;
  private boolean wallRefused;

  /** Whether it runs faster than the monotonic clock now. */
  private boolean catchesUp;

  LogClock(Clock clock, long startMillis) {
    this.clock = clock;
    this.logNanos = startMillis * NANOS_PER_MILLI;
    this.lastMonotonicNanos = clock.monotonicNanos();
  }

  /** Moves on by what has passed and says where it stands. */
  long advanceMillis() {
    long monotonicNanos = clock.monotonicNanos();
    long elapsedNanos = Math.max(0, monotonicNanos - lastMonotonicNanos);
    lastMonotonicNanos = Math.max(lastMonotonicNanos, monotonicNanos);
    long offMillis = clock.wallMillis() - (logNanos + elapsedNanos) / NANOS_PER_MILLI;
    wallRefused = Math.abs(offMillis) > FOLLOWED_MAX.toMillis();
    catchesUp = !wallRefused && offMillis > 0;
    logNanos += elapsedNanos + (wallRefused ? 0 : steeringNanos(offMillis, elapsedNanos));
    return millis();
  }

  private static long steeringNanos(long offMillis, long elapsedNanos) {
    long mostNanos = elapsedNanos / STEERING_PARTS;
    return Math.clamp(offMillis * NANOS_PER_MILLI, -mostNanos, mostNanos);
  }

  /**
   * For how long at least it will not be that time yet; 0 when it is. Who sleeps so long and looks
   * again is never late: while the clock is steered forward the sleep is cut by as much.
   */
  long nanosUntil(long millis) {
    if (millis - millis() > Long.MAX_VALUE / NANOS_PER_MILLI / 2) {
      return Long.MAX_VALUE;
    }
    long leftNanos = millis * NANOS_PER_MILLI - logNanos;
    if (catchesUp) {
      leftNanos -= leftNanos / (STEERING_PARTS + 1);
    }
    return Math.max(0, leftNanos - (clock.monotonicNanos() - lastMonotonicNanos));
  }

  long millis() {
    return logNanos / NANOS_PER_MILLI;
  }

  /** Whether the wall clock was too far off to be followed when last read. */
  boolean wallRefused() {
    return wallRefused;
  }
}
