package io.millrace.bench.report;

import java.util.Optional;

/**
 * A measured number, under the name that it keeps from release to release.
 *
 * @param guard empty for a number that is the machine's as much as ours
 */
public record Figure(String name, double value, String unit, Optional<Guard> guard) {
  public Figure {
    if (!Double.isFinite(value)) {
      throw new BenchmarkFailed(name + " came out as " + value);
    }
  }

  public Figure(String name, double value, String unit) {
    this(name, value, unit, Optional.empty());
  }
}
