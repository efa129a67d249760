package io.millrace.bench.diana;

import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.LeakyBucket;
import io.millrace.diana.algorithm.SlidingCounter;
import io.millrace.diana.algorithm.SlidingLog;
import io.millrace.diana.algorithm.TokenBucket;
import java.util.ArrayList;
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
  static final SlidingCounter COUNTER = new SlidingCounter(200, SECOND_NANOS);
  static final TokenBucket BUCKET = new TokenBucket(200, SECOND_NANOS, 50);

  /** Admits what the token bucket does, which it is called for being; in Redis as here. */
  static final LeakyBucket LEAKY = new LeakyBucket(200, SECOND_NANOS, 50);

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
    return used(windows(admitted), WINDOW.limit());
  }

  private static double used(Map<Long, Integer> windows, long limit) {
    long first = windows.keySet().stream().min(Long::compare).orElse(0L);
    long last = windows.keySet().stream().max(Long::compare).orElse(0L);
    long whole = last - first - 1;
    long sum = 0;
    for (long window = first + 1; window < last; window++) {
      sum += windows.getOrDefault(window, 0);
    }
    return whole < 1 ? (double) fullest(windows) / limit : (double) sum / (whole * limit);
  }

  /**
   * By how much the sliding counter's sum was over the limit when it admitted, for certain; 0 if it
   * never was. Its windows begin with the seconds of the clock. Those of the window before count
   * for as much of it as was in view, and that is least when the answer came; those of the same
   * window count that were answered before this one was asked.
   */
  static long counterOver(List<Admitted> byBegin) {
    Map<Long, List<Admitted>> windows = new HashMap<>();
    for (Admitted each : byBegin) {
      long window = each.begin() / SECOND_MICROS;
      if (window == each.end() / SECOND_MICROS) {
        windows.computeIfAbsent(window, w -> new ArrayList<>()).add(each);
      }
    }
    long most = 0;
    for (Map.Entry<Long, List<Admitted>> window : windows.entrySet()) {
      long before = windows.getOrDefault(window.getKey() - 1, List.of()).size();
      most = Math.max(most, fullest(window.getValue(), before));
    }
    return Math.max(0, most - COUNTER.limit());
  }

  private static long fullest(List<Admitted> ofOneWindow, long before) {
    long[] ends = ofOneWindow.stream().mapToLong(Admitted::end).sorted().toArray();
    long most = 0;
    int answered = 0;
    for (Admitted each : ofOneWindow) {
      while (ends[answered] < each.begin()) {
        answered++; // stops at its own end at the latest
      }
      long inView = SECOND_MICROS - each.end() % SECOND_MICROS;
      most = Math.max(most, answered + 1 + Math.ceilDiv(before * inView, SECOND_MICROS));
    }
    return most;
  }

  static double counterUsed(List<Admitted> admitted) {
    Map<Long, Integer> windows = new HashMap<>();
    admitted.forEach(each -> windows.merge(each.end() / SECOND_MICROS, 1, Integer::sum));
    return used(windows, COUNTER.limit());
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

  /** What it may admit is its limit in each of the periods that the whole lasted. */
  static double logUsed(List<Admitted> byBegin) {
    if (byBegin.isEmpty()) {
      return 0;
    }
    long span = byBegin.getLast().end() - byBegin.getFirst().begin();
    return (double) byBegin.size() / ((span / SECOND_MICROS + 1) * LOG.limit());
  }

  /**
   * By how much the fullest span is over what either of the buckets admits in it; 0 if none is.
   * They have the same limit, and the one's burst is the other's capacity.
   */
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
