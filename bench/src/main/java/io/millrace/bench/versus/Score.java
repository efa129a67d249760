package io.millrace.bench.versus;

import io.millrace.bench.load.LoadOrders;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What one peer came to with one kind of orders. Owned by the benchmark's thread. */
final class Score {

  static final double OPEN_LOOP_LOAD = 0.7;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double COST_ORDERS = 10_000;
  private static final int SIGNIFICANT_DIGITS = 3;

  private final List<Double> rates = new ArrayList<>();
  private final Histogram latencies = new Histogram(SIGNIFICANT_DIGITS);
  private long answers;
  private long nanos;
  private long behindNanos;
  private double processorSeconds;

  /**
   * One turn.
   *
   * @param cost processor seconds of all its programs, until all was where it belongs
   * @param behind nanoseconds from the last answer until that
   */
  void slice(LoadOrders.Slice slice, double cost, long behind) {
    rates.add(slice.perSecond());
    answers += slice.answers();
    nanos += slice.nanos();
    processorSeconds += cost;
    behindNanos += behind;
  }

  void latencies(Histogram more) {
    latencies.add(more);
  }

  /** Of each turn. */
  List<Double> rates() {
    return List.copyOf(rates);
  }

  double perSecond() {
    return answers * NANOS_PER_SECOND / nanos;
  }

  /** Counting the time until the last order was where it belongs. */
  double storedPerSecond() {
    return answers * NANOS_PER_SECOND / (nanos + behindNanos);
  }

  double processorSecondsPer10000() {
    return processorSeconds * COST_ORDERS / answers;
  }

  double millisAt(double percentile) {
    return latencies.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }

  /** Of the open loop. */
  double offeredPerSecond() {
    return perSecond() * OPEN_LOOP_LOAD;
  }

  /** Of each turn, how many times as much as the other. */
  List<Double> over(Score other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(rates.size(), other.rates.size()); i++) {
      ratios.add(rates.get(i) / other.rates.get(i));
    }
    return ratios;
  }
}
