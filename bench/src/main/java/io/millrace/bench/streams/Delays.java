package io.millrace.bench.streams;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * From when an order was acknowledged until its buyer heard of it: 0 if the event was there before
 * the answer. Two threads tell it.
 */
final class Delays {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double P50 = 50;
  private static final double P99 = 99;
  private static final int DIGITS = 3;

  private final Map<Long, Long> firstByOrder = new ConcurrentHashMap<>();
  private final Histogram nanos = new ConcurrentHistogram(DIGITS);

  /** Answers less events: each order has one of both. */
  private final AtomicLong open = new AtomicLong();

  void acknowledged(long order, long atNanos) {
    if (firstByOrder.putIfAbsent(order, atNanos) != null) {
      nanos.recordValue(0);
    }
    open.incrementAndGet();
  }

  void heard(long order, long atNanos) {
    Long acknowledgedNanos = firstByOrder.putIfAbsent(order, atNanos);
    if (acknowledgedNanos != null) {
      nanos.recordValue(Math.max(0, atNanos - acknowledgedNanos));
    }
    open.decrementAndGet();
  }

  /** Orders of which only one side has been seen. */
  long open() {
    return Math.abs(open.get());
  }

  String summary() {
    return String.format(
        Locale.ROOT,
        "%.3f %.3f %.3f",
        nanos.getValueAtPercentile(P50) / NANOS_PER_MILLI,
        nanos.getValueAtPercentile(P99) / NANOS_PER_MILLI,
        nanos.getMaxValue() / NANOS_PER_MILLI);
  }
}
