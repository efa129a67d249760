package io.millrace.bench;

import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import java.util.Objects;

/** The process of one benchmark; {@link Fork} reads what it prints. */
final class OneBenchmark {

  private static final int EXIT_FAILED = 1;

  private OneBenchmark() {}

  public static void main(String[] arguments) {
    String name = arguments[0];
    Benchmark benchmark = Objects.requireNonNull(Bench.named(name), "no such benchmark");
    Report report =
        new Report(
            figure -> System.out.println(Fork.lineOf(figure)),
            note -> System.out.println(Fork.lineOfNote(note)),
            text -> System.err.println(name + ": " + text));
    try {
      benchmark.run(Scale.valueOf(arguments[1]), report);
    } catch (BenchmarkFailed e) {
      System.err.println(name + ": " + e.getMessage());
      if (e.getCause() != null) {
        e.getCause().printStackTrace();
      }
      System.exit(EXIT_FAILED);
    }
    // A thread that a failed step left behind must not keep the process.
    System.exit(0);
  }
}
