package io.millrace.bench.report;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What makes a figure comparable from run to run: it is a ratio of two that were measured in turns
 * in one run, so that a slow hour of the machine is in both.
 *
 * @param noise by which share of it the turns of the run lay to either side; empty if they are not
 *     told apart
 */
public record Guard(Better better, OptionalDouble noise) {

  /** Which way is progress. */
  public enum Better {
    MORE,
    LESS
  }

  /** With the noise of the same ratio, taken from each turn alone. */
  public static Guard of(Better better, List<Double> turns) {
    if (turns.size() < 2) {
      return new Guard(better, OptionalDouble.empty());
    }
    double lowest = turns.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double highest = turns.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return new Guard(better, OptionalDouble.of((highest - lowest) / (highest + lowest)));
  }

  /** Of something that was measured once. */
  public static Guard of(Better better) {
    return new Guard(better, OptionalDouble.empty());
  }
}
