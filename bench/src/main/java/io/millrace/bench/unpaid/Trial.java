package io.millrace.bench.unpaid;

import io.millrace.bench.report.BenchmarkFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** The same work for every way, one step after the other. */
final class Trial {

  private static final int BATCH_MAX = 1_000;
  private static final long TICK_MILLIS = 100;
  private static final int HOUR_MILLIS = 3_600_000;
  private static final int DIGITS = 3;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double PERCENT = 100;

  /** Three of ten are paid; of ten, one has half the time to pay, and one twice as much. */
  private static final int OF = 10;

  private static final int PAID_BELOW = 3;
  private static final int SHORT = 8;
  private static final int LONG = 9;

  /** What is taken for placing an order, at the least; how slow a way is at it is not compared. */
  private static final int PLACED_PER_SECOND_MIN = 1_000;

  /** A way that is slow and not dead is waited for, but not for ever. */
  private static final int GRACES_MAX = 4;

  private static final long LOOK_MILLIS = 250;
  private static final long DOWN_MILLIS = 500;
  private static final long SECOND_MILLIS = 1_000;

  private final ClosingWay way;
  private final Plan plan;
  private final Consumer<String> progress;
  private final Histogram lateMicros = new Histogram(DIGITS);
  private int nextId;
  private int early;
  private int unclosed;
  private int paid;

  Trial(ClosingWay way, Plan plan, Consumer<String> progress) {
    this.way = way;
    this.plan = plan;
    this.progress = text -> progress.accept(way.name() + ": " + text);
  }

  /** Of a way that was started. */
  Findings run() {
    double bytesPerOrder = keepPending();
    double idlePercent = idle();
    spread();
    double closesPerSecond = burst();
    int lostWithWorker = crash("worker", way.worker());
    OptionalInt lostWithServer =
        way.server().stream().mapToInt(server -> crash("server", server)).findFirst();
    return new Findings(
        lateMicros,
        early,
        unclosed,
        closesPerSecond,
        bytesPerOrder,
        idlePercent,
        lostWithWorker,
        lostWithServer,
        paid,
        way.tally(),
        way.closes().again());
  }

  private double keepPending() {
    progress.accept("%,d orders pending".formatted(plan.pending()));
    // Once round, so that what is made once for all is not counted.
    long due = WallClock.millis() + HOUR_MILLIS;
    placeAll(make(OF, HOUR_MILLIS, due, OF));
    long before = way.memoryBytes();
    placeAll(make(plan.pending(), HOUR_MILLIS, due, HOUR_MILLIS));
    return Math.max(0, (double) (way.memoryBytes() - before) / plan.pending());
  }

  private double idle() {
    progress.accept("nothing due for " + plan.idle());
    WallClock.awaitMillis(WallClock.millis() + plan.settle().toMillis());
    long beginNanos = System.nanoTime();
    Duration before = way.processorTime();
    WallClock.awaitMillis(WallClock.millis() + plan.idle().toMillis());
    double used = way.processorTime().minus(before).toNanos() / NANOS_PER_SECOND;
    return PERCENT * used / ((System.nanoTime() - beginNanos) / NANOS_PER_SECOND);
  }

  /** Shoppers come evenly, and each has one of three timeouts. */
  private void spread() {
    progress.accept("%,d deadlines over %s".formatted(plan.spread(), plan.spreadWindow()));
    long begin = WallClock.millis();
    long ticks = plan.spreadWindow().toMillis() / TICK_MILLIS;
    List<UnpaidOrder> unpaid = new ArrayList<>();
    int made = 0;
    for (int tick = 0; tick < ticks; tick++) {
      long tickMillis = begin + tick * TICK_MILLIS;
      WallClock.awaitMillis(tickMillis);
      int until = (int) (plan.spread() * (tick + 1L) / ticks);
      List<UnpaidOrder> batch = new ArrayList<>();
      for (int i = made; i < until; i++) {
        int timeout = timeoutMillis(nextId);
        long within = TICK_MILLIS * (i - made) / (until - made);
        batch.add(new UnpaidOrder(nextId++, timeout, tickMillis + timeout + within));
      }
      made = until;
      unpaid.addAll(paySome(placeAll(batch)));
    }
    awaitAll(unpaid);
    unclosed += count(unpaid);
  }

  private int timeoutMillis(int id) {
    int usual = (int) plan.timeout().toMillis();
    return switch (id % OF) {
      case SHORT -> usual / 2;
      case LONG -> 2 * usual;
      default -> usual;
    };
  }

  private double burst() {
    progress.accept("%,d due within a second".formatted(plan.burst()));
    int lead = leadMillis(plan.burst());
    List<UnpaidOrder> orders =
        placeAll(make(plan.burst(), lead, WallClock.millis() + lead, (int) SECOND_MILLIS));
    long first = firstOf(orders);
    requireBefore(first);
    awaitAll(orders);
    int missing = way.closes().missing(orders).size();
    unclosed += missing;
    long last = first * WallClock.MICROS_PER_MILLI;
    for (UnpaidOrder order : orders) {
      if (way.closes().isTold(order.id())) {
        last = Math.max(last, way.closes().micros(order.id()));
      }
    }
    double seconds = (last - first * WallClock.MICROS_PER_MILLI) / MICROS_PER_SECOND;
    return (orders.size() - missing) / seconds;
  }

  /** Half of the orders are due when it happens, the others while it is down or after that. */
  private int crash(String what, ClosingWay.Killable victim) {
    progress.accept("kill -9 of its " + what + " among %,d orders".formatted(plan.crash()));
    int window = (int) plan.crashWindow().toMillis();
    int lead = leadMillis(plan.crash());
    List<UnpaidOrder> orders =
        placeAll(make(plan.crash(), lead, WallClock.millis() + lead, window));
    List<UnpaidOrder> unpaid = paySome(orders);
    long first = firstOf(orders);
    requireBefore(first);
    WallClock.awaitMillis(first + window / 2);
    victim.kill().run();
    WallClock.awaitMillis(WallClock.millis() + DOWN_MILLIS);
    victim.restart().run();
    awaitAll(unpaid);
    return way.hasOpen(unpaid) ? stillOpen(unpaid) : 0;
  }

  /** A worker's last words may be lost, so its store has the say. */
  private int stillOpen(List<UnpaidOrder> unpaid) {
    int open = 0;
    for (UnpaidOrder order : way.closes().missing(unpaid)) {
      open += way.hasOpen(List.of(order)) ? 1 : 0;
    }
    return open;
  }

  private List<UnpaidOrder> make(int count, int timeoutMillis, long firstMillis, int window) {
    List<UnpaidOrder> orders = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      orders.add(new UnpaidOrder(nextId++, timeoutMillis, firstMillis + (long) i * window / count));
    }
    return orders;
  }

  private int leadMillis(int orders) {
    return (int) plan.lead().toMillis() + (int) (orders * SECOND_MILLIS / PLACED_PER_SECOND_MIN);
  }

  private static void requireBefore(long millis) {
    if (WallClock.millis() >= millis) {
      throw new BenchmarkFailed("the orders were not placed before the first was due");
    }
  }

  private List<UnpaidOrder> placeAll(List<UnpaidOrder> orders) {
    List<UnpaidOrder> placed = new ArrayList<>(orders.size());
    for (int from = 0; from < orders.size(); from += BATCH_MAX) {
      int to = Math.min(orders.size(), from + BATCH_MAX);
      placed.addAll(way.place(orders.subList(from, to)));
    }
    return placed;
  }

  private static long firstOf(List<UnpaidOrder> orders) {
    return orders.stream().mapToLong(UnpaidOrder::deadlineMillis).min().orElseThrow();
  }

  /** Those that are left. */
  private List<UnpaidOrder> paySome(List<UnpaidOrder> orders) {
    List<UnpaidOrder> some = orders.stream().filter(order -> order.id() % OF < PAID_BELOW).toList();
    int taken = way.pay(some);
    paid += taken;
    if (!some.isEmpty() && WallClock.millis() < firstOf(some)) {
      early += some.size() - taken;
    }
    return orders.stream().filter(order -> order.id() % OF >= PAID_BELOW).toList();
  }

  private void awaitAll(List<UnpaidOrder> orders) {
    long last = orders.stream().mapToLong(UnpaidOrder::deadlineMillis).max().orElseThrow();
    // What was killed has just been started again, and counts from then.
    long from = Math.max(last, WallClock.millis());
    long grace = plan.grace().toMillis();
    try {
      way.closes().await(orders, from + SECOND_MILLIS);
      while (WallClock.millis() < Math.max(from, way.closes().lastNewsMillis()) + grace
          && WallClock.millis() < from + GRACES_MAX * grace
          && !way.closes().await(orders, WallClock.millis() + LOOK_MILLIS)
          && way.hasOpen(orders)) {
        // Not all are closed yet, and there is hope.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  /** Of these the lateness counts. How many were not closed at all? */
  private int count(List<UnpaidOrder> orders) {
    int missing = 0;
    for (UnpaidOrder order : orders) {
      boolean told = way.closes().isTold(order.id());
      long at = told ? way.closes().micros(order.id()) : WallClock.micros();
      long late = at - order.deadlineMillis() * WallClock.MICROS_PER_MILLI;
      early += late < 0 ? 1 : 0;
      missing += told ? 0 : 1;
      lateMicros.recordValue(Math.max(0, late));
    }
    return missing;
  }
}
