package io.millrace.bench.orders;

import io.millrace.bench.load.Load;
import io.millrace.bench.load.LoadPlan;
import io.millrace.bench.load.LoadResult;
import io.millrace.bench.process.JavaProcess;
import io.millrace.bench.report.BenchmarkFailed;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Properties;

/** Runs {@link Load} in a process of its own. */
final class LoadProcess {

  /** Requests made ahead, and histograms; it makes hardly any garbage. */
  private static final List<String> FLAGS = List.of("-Xmx1g");

  private LoadProcess() {}

  static LoadResult run(LoadPlan plan) {
    try {
      Process process =
          JavaProcess.builder(FLAGS, Load.class)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (OutputStream input = process.getOutputStream()) {
        plan.toProperties().store(input, null);
      }
      Properties result = new Properties();
      result.load(process.inputReader());
      int exit = process.waitFor();
      if (exit != 0) {
        throw new BenchmarkFailed("the load ended with status " + exit);
      }
      return LoadResult.of(result);
    } catch (IOException e) {
      throw new BenchmarkFailed("the load could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted while the load ran", e);
    }
  }
}
