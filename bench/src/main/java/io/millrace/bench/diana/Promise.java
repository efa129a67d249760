package io.millrace.bench.diana;

import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.SlidingLog;
import io.millrace.diana.algorithm.TokenBucket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What limits promise, held against what several processes saw admitted. Each knows of a request
 * when it was asked and when it was answered; Redis decided in between. Whoever has all of these
 * spans can tell that too much was admitted whatever the moments in them were.
 */
final class Promise {
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long SECOND_MICROS = 1_000_000;

  static final FixedWindow WINDOW = new FixedWindow(200, SECOND_NANOS);
  static final SlidingLog LOG = new SlidingLog(50, SECOND_NANOS);
  static final TokenBucket BUCKET = new TokenBucket(200, SECOND_NANOS, 50);

  /** So long that no window ends while anything is killed: from 1970 on, one ends in 2027. */
  static final FixedWindow YEAR = new FixedWindow(1_000, 366L * 86_400 * SECOND_NANOS);

  static final long LEASE = 5;

  private Promise() {}

  /**
   * A request that was admitted, in microseconds.
   *
   * @param more what the limit said when more would be left
   */
  record Admitted(long begin, long end, long more) {}

  /**
   * How many requests each window had: it ends where the answer said, give or take the way of the
   * answer, which is shorter than half a window.
   */
  static Map<Long, Integer> windows(List<Admitted> admitted) {
    Map<Long, Integer> windows = new HashMap<>();
    for (Admitted each : admitted) {
      long ends = (each.end() + each.more() + SECOND_MICROS / 2) / SECOND_MICROS;
      windows.merge(ends, 1, Integer::sum);
    }
    return windows;
  }

  /** By how much the fullest window is over the limit; 0 if none is. */
  static long windowOver(List<Admitted> admitted) {
    return Math.max(0, fullest(windows(admitted)) - WINDOW.limit());
  }

  private static int fullest(Map<Long, Integer> windows) {
    return windows.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /**
   * How much of the limit was used in those windows that were asked for from end to end; in the
   * fullest if there was none.
   */
  static double windowUsed(List<Admitted> admitted) {
    Map<Long, Integer> windows = windows(admitted);
    long first = windows.keySet().stream().min(Long::compare).orElse(0L);
    long last = windows.keySet().stream().max(Long::compare).orElse(0L);
    long whole = last - first - 1;
    long sum = 0;
    for (long window = first + 1; window < last; window++) {
      sum += windows.getOrDefault(window, 0);
    }
    return whole < 1
        ? (double) fullest(windows) / WINDOW.limit()
        : (double) sum / (whole * WINDOW.limit());
  }

  /**
   * By how much the fullest span of a period is over the limit, for certain; 0 if none is. What was
   * asked in a span and answered in it was decided in it; of what was answered later nobody knows.
   */
  static long logOver(List<Admitted> byBegin) {
    long most = 0;
    for (int first = 0; first < byBegin.size(); first++) {
      long ends = byBegin.get(first).begin() + SECOND_MICROS;
      long within = 0;
      for (int at = first; at < byBegin.size() && byBegin.get(at).begin() < ends; at++) {
        within += byBegin.get(at).end() < ends ? 1 : 0;
      }
      most = Math.max(most, within);
    }
    return Math.max(0, most - LOG.limit());
  }

  /** By how much the fullest span is over what the bucket admits in it; 0 if none is. */
  static long bucketOver(List<Admitted> byBegin) {
    double perMicro = (double) BUCKET.limit() / SECOND_MICROS;
    double most = 0;
    double base = Double.NEGATIVE_INFINITY;
    long latestEnd = Long.MIN_VALUE;
    for (int at = 0; at < byBegin.size(); at++) {
      Admitted each = byBegin.get(at);
      latestEnd = Math.max(latestEnd, each.end());
      base = Math.max(base, perMicro * each.begin() - at);
      most = Math.max(most, base + at + 1 - perMicro * latestEnd);
    }
    return (long) Math.max(0, Math.floor(most - BUCKET.burst()));
  }

  static double bucketUsed(List<Admitted> byBegin) {
    if (byBegin.isEmpty()) {
      return 0;
    }
    long span = byBegin.getLast().end() - byBegin.getFirst().begin();
    double allowed = BUCKET.burst() + (double) BUCKET.limit() * span / SECOND_MICROS;
    return byBegin.size() / allowed;
  }
}
