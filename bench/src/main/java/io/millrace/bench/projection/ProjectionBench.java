package io.millrace.bench.projection;

import io.millrace.bench.disk.Scratch;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.Guard;
import io.millrace.bench.report.Guard.Better;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import java.util.List;

/**
 * The read model in SQLite: alone, as fast as it can; and behind a peak of orders over HTTP, beside
 * the same peak without it.
 */
public final class ProjectionBench implements Benchmark {

  /** Longer turns of fewer rounds would let the machine drift between the two. */
  private static final int ROUNDS = 2;

  @Override
  public String name() {
    return "projection";
  }

  @Override
  public String purpose() {
    return "the SQLite read model: orders stored a second; a peak with and without it; catching up";
  }

  @Override
  public String durability() {
    return "fsync";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx3g");
  }

  @Override
  public void run(Scale scale, Report report) {
    try (Scratch scratch = new Scratch()) {
      int orders = scale.pick(2_000, 100_000, 1_000_000);
      StoredAlone.Result alone =
          StoredAlone.run(scratch.directory().resolve("alone"), orders, report);
      report.figure("projection.storedPerSecond", alone.ordersPerSecond(), "orders/s");
      report.figure("projection.rowsPerSecond", alone.rowsPerSecond(), "rows/s");
      report.figure("projection.cpuMicrosPerOrder", alone.cpuMicrosPerOrder(), "µs");
      report.figure("projection.bytesPerOrder", alone.bytesPerOrder(), "bytes");
      report.note(
          "stored alone: %,d orders that were placed, with %.1f lines each, from a log that is there"
                  .formatted(orders, alone.linesPerOrder())
              + " into an empty SQLite file; one thread reads, decodes and writes");
    }
    if (scale != Scale.TINY) { // three servers would take longer than a test should
      behindAPeak(scale, report);
    }
  }

  private static void behindAPeak(Scale scale, Report report) {
    int millis = scale.pick(0, 4_000, 60_000);
    int rounds = scale.pick(0, 1, ROUNDS);
    double without = 0;
    double with = 0;
    double caughtUpSeconds = 0;
    for (int round = 1; round <= rounds; round++) {
      report.progress("peak %d of %d without a read model".formatted(round, rounds));
      without += Peak.run(false, millis).ordersPerSecond() / rounds;
      report.progress("peak %d of %d with one".formatted(round, rounds));
      Peak.Result peak = Peak.run(true, millis);
      with += peak.ordersPerSecond() / rounds;
      caughtUpSeconds = Math.max(caughtUpSeconds, peak.caughtUpSeconds());
    }
    report.figure("projection.peak.with", with, "orders/s");
    report.figure("projection.peak.without", without, "orders/s");
    report.ratio(
        "projection.peak.ratio", with / without, "of the rate without", Guard.of(Better.MORE));
    report.figure("projection.peak.seconds", millis / 1_000.0, "s");
    report.figure("projection.caughtUpSeconds", caughtUpSeconds, "s");
    report.note(
        "peak: closed loop over HTTP in turn on two servers, %d round(s) of %d s; server, load, disk"
                .formatted(rounds, millis / 1_000)
            + " and read model share the machine; caught up: from the last answer of the peak until"
            + " the follower says that it is behind by nothing, the slower of the rounds");
  }
}
