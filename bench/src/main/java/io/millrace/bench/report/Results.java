package io.millrace.bench.report;

import java.util.List;

/** All that one call of the command found out. */
public record Results(Machine machine, String commit, boolean quick, List<Result> benchmarks) {
  public Results {
    benchmarks = List.copyOf(benchmarks);
  }

  /** What one benchmark found out. */
  public record Result(String name, String durability, List<Figure> figures, List<String> notes) {
    public Result {
      figures = List.copyOf(figures);
      notes = List.copyOf(notes);
    }
  }
}
