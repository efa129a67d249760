package io.millrace.engine.task;

import io.millrace.model.answer.LatenessView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How late things were, in buckets that are exact to 3 %: of this window of log time and the one
 * before. For people who look; no rule rests on it, and it is in no digest.
 */
final class Lateness {
  private static final long WINDOW_MILLIS = Duration.ofMinutes(5).toMillis();
  private static final int EXACT_BITS = 6;
  private static final int EXACT = 1 << EXACT_BITS;
  private static final int PARTS_BITS = EXACT_BITS - 1;
  private static final int PARTS = 1 << PARTS_BITS;

  /** Forty doublings of a millisecond are 34 years. */
  private static final int BUCKETS = EXACT + (40 - EXACT_BITS) * PARTS;

  private static final int PERCENT = 100;
  private static final int MEDIAN = 50;
  private static final int HIGH = 99;

  private int @Nullable [] counts;
  private int @Nullable [] countsBefore;
  private long window;
  private long maxMillis;
  private long maxMillisBefore;

  void record(long atMillis, long lateMillis) {
    turn(atMillis);
    int[] current = counts;
    if (current == null) {
      current = new int[BUCKETS];
      counts = current;
    }
    long late = Math.max(0, lateMillis);
    current[bucket(late)]++;
    maxMillis = Math.max(maxMillis, late);
  }

  private void turn(long atMillis) {
    long current = atMillis / WINDOW_MILLIS;
    if (current > window) {
      boolean follows = current == window + 1;
      countsBefore = follows ? counts : null;
      maxMillisBefore = follows ? maxMillis : 0;
      counts = null;
      maxMillis = 0;
      window = current;
    }
  }

  private static int bucket(long millis) {
    if (millis < EXACT) {
      return (int) millis;
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(millis);
    int part = (int) (millis >>> (exponent - PARTS_BITS)) & (PARTS - 1);
    return Math.min(BUCKETS - 1, EXACT + (exponent - EXACT_BITS) * PARTS + part);
  }

  /** The highest value that falls into a bucket. */
  private static long top(int bucket) {
    if (bucket < EXACT) {
      return bucket;
    }
    int exponent = (bucket - EXACT) / PARTS + EXACT_BITS;
    long parts = (bucket - EXACT) % PARTS + 1L;
    return (1L << exponent) + (parts << (exponent - PARTS_BITS)) - 1;
  }

  /** What happened until now; nothing is turned, because whoever looks changes nothing. */
  LatenessView view(long nowMillis) {
    long current = nowMillis / WINDOW_MILLIS;
    int[] first = current == window ? counts : null;
    int[] second = current == window ? countsBefore : current == window + 1 ? counts : null;
    long max =
        current == window
            ? Math.max(maxMillis, maxMillisBefore)
            : current == window + 1 ? maxMillis : 0;
    long count = sum(first) + sum(second);
    return new LatenessView(
        count,
        percentile(first, second, count, MEDIAN, max),
        percentile(first, second, count, HIGH, max),
        max);
  }

  private static long sum(int @Nullable [] counts) {
    long sum = 0;
    for (int i = 0; counts != null && i < counts.length; i++) {
      sum += counts[i];
    }
    return sum;
  }

  private static long percentile(
      int @Nullable [] first, int @Nullable [] second, long count, int percent, long max) {
    long rank = (count * percent + PERCENT - 1) / PERCENT;
    long seen = 0;
    for (int bucket = 0; bucket < BUCKETS && count > 0; bucket++) {
      seen += (first == null ? 0 : first[bucket]) + (second == null ? 0 : second[bucket]);
      if (seen >= rank) {
        return Math.min(max, top(bucket));
      }
    }
    return max;
  }
}
