package io.millrace.bench.soak;

import java.util.List;
import java.util.Locale;

/** All figures that are watched for drift, and what is too much for each. Owned by one thread. */
final class Trends {

  private static final double MIB = 1 << 20;

  /**
   * An order and its key are some 180 bytes of state, each later change of it a key of 61 and what
   * it says; and the state is there twice. Nothing but state may stay.
   */
  static final double HEAP_BYTES_PER_CHANGE_MAX = 1_000;

  /**
   * Packed frames, and two snapshots of all orders; the live segments between two snapshots stay as
   * many as they are.
   */
  static final double DISK_BYTES_PER_CHANGE_MAX = 1_000;

  /** One that is left open with each snapshot would be more. */
  static final double FILES_PER_HOUR_MAX = 20;

  /** In an hour a latency may grow by as much as it was. */
  static final double LATENCY_GROWTH_PER_HOUR_MAX = 1;

  /** A start reads a snapshot of all orders. */
  static final double START_SECONDS_PER_MILLION_CHANGES_MAX = 10;

  private static final double MILLION = 1e6;

  private final Trend heapByChanges = new Trend();
  private final Trend heapByHours = new Trend();
  private final Trend diskByChanges = new Trend();
  private final Trend diskByHours = new Trend();
  private final Trend files = new Trend();
  private final Trend p50 = new Trend();
  private final Trend p99 = new Trend();
  private final Trend starts = new Trend();

  /** A process has begun: what it holds stands on a level of its own. */
  void beginLife() {
    heapByChanges.beginGroup();
    heapByHours.beginGroup();
  }

  void heap(double hours, long changes, long bytes) {
    heapByChanges.add((double) changes, (double) bytes);
    heapByHours.add(hours, bytes / MIB);
  }

  /** When a snapshot has been made and all has moved that can. */
  void disk(double hours, long changes, long bytes) {
    diskByChanges.add((double) changes, (double) bytes);
    diskByHours.add(hours, bytes / MIB);
  }

  void files(double hours, long open) {
    files.add(hours, (double) open);
  }

  void latency(double hours, double p50Millis, double p99Millis) {
    p50.add(hours, p50Millis);
    p99.add(hours, p99Millis);
  }

  void start(long changes, double seconds) {
    starts.add(changes / MILLION, seconds);
  }

  /** One line of the table; the limit is what the slope is held against. */
  record Row(String name, Trend.Line line, String unit, String limit, Trend.Verdict verdict) {

    private static Row of(String name, Trend trend, String unit, double slopeMax) {
      Trend.Line line = trend.line();
      return new Row(name, line, unit, "at most " + number(slopeMax), line.against(slopeMax));
    }

    private static Row told(String name, Trend trend, String unit, Row judged) {
      return new Row(name, trend.line(), unit, "as the line above", judged.verdict());
    }

    String text() {
      boolean isKnown = line.freedom() > 0;
      return String.format(
          Locale.ROOT,
          "  %-10s %12s ± %-10s %-22s %-18s %s",
          name,
          isKnown ? number(line.slope()) : "-",
          isKnown ? number(Trend.ERRORS * line.error()) : "-",
          unit,
          limit,
          verdict.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
  }

  private static Row latency(String name, Trend trend) {
    double median = trend.medianOfValues();
    String unit = "ms an hour, of " + number(median);
    return Row.of(name, trend, unit, LATENCY_GROWTH_PER_HOUR_MAX * median);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%,.0f", value);
  }

  /**
   * With what is known to grow with the orders judged by the orders: while nothing of an order is
   * ever forgotten, what is held an hour says how much was ordered.
   */
  List<Row> rows() {
    Row heap = Row.of("heap", heapByChanges, "bytes a change", HEAP_BYTES_PER_CHANGE_MAX);
    Row disk = Row.of("disk", diskByChanges, "bytes a change", DISK_BYTES_PER_CHANGE_MAX);
    return List.of(
        heap,
        Row.told("", heapByHours, "MiB an hour", heap),
        disk,
        Row.told("", diskByHours, "MiB an hour", disk),
        Row.of("open files", files, "an hour", FILES_PER_HOUR_MAX),
        latency("p50", p50),
        latency("p99", p99),
        Row.of("start", starts, "s a million changes", START_SECONDS_PER_MILLION_CHANGES_MAX));
  }
}
