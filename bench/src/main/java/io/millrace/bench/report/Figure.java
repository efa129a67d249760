package io.millrace.bench.report;

/** A measured number, under the name that it keeps from release to release. */
public record Figure(String name, double value, String unit) {
  public Figure {
    if (!Double.isFinite(value)) {
      throw new BenchmarkFailed(name + " came out as " + value);
    }
  }
}
