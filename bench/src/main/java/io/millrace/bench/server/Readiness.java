package io.millrace.bench.server;

import io.millrace.bench.report.BenchmarkFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits until a server that was just started serves. */
final class Readiness {

  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 50;

  private Readiness() {}

  static void await(Child server, Path output, BooleanSupplier ready) {
    long endNanos = System.nanoTime() + START_MAX.toNanos();
    try {
      while (!ready.getAsBoolean()) {
        if (System.nanoTime() - endNanos > 0
            || server.process().waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new BenchmarkFailed("a server did not start; it said so in " + output);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }
}
