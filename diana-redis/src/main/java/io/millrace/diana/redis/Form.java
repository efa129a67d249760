package io.millrace.diana.redis;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.LeakyBucket;
import io.millrace.diana.algorithm.LeakyQueue;
import io.millrace.diana.algorithm.SlidingCounter;
import io.millrace.diana.algorithm.SlidingLog;
import io.millrace.diana.algorithm.TokenBucket;
import org.jspecify.annotations.Nullable;

/**
 * An algorithm as the script knows it. Redis counts in doubles, so everything must stay below 2⁵³:
 * time is counted in ticks of a microsecond, or of a millisecond if the period is longer than an
 * hour, and a limit times its period must fit.
 *
 * @param bound the burst, the capacity, or the queue and one; 0 for windows
 * @param scale microseconds a tick
 */
record Form(Kind kind, long limit, long periodTicks, long bound, long scale) {
  /** The script knows them by their numbers. */
  enum Kind {
    WINDOW(0),
    COUNTER(1),
    BUCKET(2),
    QUEUE(3),
    LOG(4);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    byte code() {
      return (byte) code;
    }
  }

  private static final long HOUR_NANOS = 3_600L * 1_000_000_000;
  private static final long FINE = 1;
  private static final long COARSE = 1_000;
  private static final double PRODUCT_MAX = 1L << 52;

  /** Null if the script cannot count in this way. */
  static @Nullable Form of(Algorithm algorithm) {
    if (algorithm instanceof FixedWindow a) {
      return fitting(Kind.WINDOW, a.limit(), a.periodNanos(), 0);
    }
    if (algorithm instanceof SlidingCounter a) {
      return fitting(Kind.COUNTER, a.limit(), a.periodNanos(), 0);
    }
    if (algorithm instanceof SlidingLog a) {
      return fitting(Kind.LOG, a.limit(), a.periodNanos(), 0);
    }
    if (algorithm instanceof TokenBucket a) {
      return fitting(Kind.BUCKET, a.limit(), a.periodNanos(), a.burst());
    }
    if (algorithm instanceof LeakyBucket a) {
      return fitting(Kind.BUCKET, a.limit(), a.periodNanos(), a.capacity());
    }
    if (algorithm instanceof LeakyQueue a) {
      return fitting(Kind.QUEUE, a.limit(), a.periodNanos(), a.queue() + 1);
    }
    return null;
  }

  private static @Nullable Form fitting(Kind kind, long limit, long periodNanos, long bound) {
    long scale = periodNanos > HOUR_NANOS ? COARSE : FINE;
    long ticks = periodNanos / (scale * 1_000);
    boolean fits = (double) Math.max(limit, bound) * ticks <= PRODUCT_MAX;
    // A period of whole ticks only: anything else would be another limit than the one asked for.
    return fits && ticks * scale * 1_000 == periodNanos
        ? new Form(kind, limit, ticks, bound, scale)
        : null;
  }

  /** Nanoseconds of so many ticks. */
  long nanos(long ticks) {
    return ticks * scale * 1_000;
  }
}
