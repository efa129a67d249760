package io.millrace.bench.replay;

import io.millrace.bench.disk.BenchLog;
import io.millrace.bench.disk.Scratch;
import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.log.FramedOrders;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.Guard;
import io.millrace.bench.report.Guard.Better;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import io.millrace.bench.writer.FrameMaker;
import io.millrace.bench.writer.Heap;
import io.millrace.journal.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How fast a node comes back, and whether it is still quick when it is full. */
public final class ReplayBench implements Benchmark {

  private static final long SEED = 20_261_124;
  private static final int REPLAYS = 3;
  private static final long TEN_MILLION = 10_000_000;
  private static final double GIB_IN_MIB = 1_024;

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String purpose() {
    return "a node's replay of a real log; orders/s with many orders in memory over with few";
  }

  @Override
  public String durability() {
    return "fsync; the log that is replayed was written with os";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx12g");
  }

  @Override
  public void run(Scale scale, Report report) {
    replay(scale.pick(3_000L, 300_000L, 4_000_000L), report);
    grow(scale.pick(20_000L, 300_000L, TEN_MILLION), report);
  }

  private static void replay(long orders, Report report) {
    try (Scratch scratch = new Scratch()) {
      Path directory = scratch.directory().resolve("log");
      report.progress("writing a log of %,d orders".formatted(orders));
      try (BenchLog opened = new BenchLog(directory, Durability.OS)) {
        new FramedOrders(opened.log()).place(new OrderRequests(SEED, true), orders);
      }
      List<Double> replays = new ArrayList<>();
      for (int i = 1; i <= REPLAYS; i++) {
        double perSecond = TimedReplay.factsPerSecond(directory, orders, FrameMaker.LIMITS);
        report.progress("replay %d of %d: %,.0f facts/s".formatted(i, REPLAYS, perSecond));
        replays.add(perSecond);
      }
      report.figure("replay.factsPerSecond.first", replays.getFirst(), "facts/s");
      replays.sort(null);
      report.figure("replay.factsPerSecond", replays.get(REPLAYS / 2), "facts/s");
      report.note(
          "median of %d replays of %,d orders by a node, file in the page cache; the first one"
                  .formatted(REPLAYS, orders)
              + " is what a fresh process does");
    }
  }

  private static void grow(long many, Report report) {
    LargeEngine.Comparison comparison = LargeEngine.compare(many, report);
    String ratio = many == TEN_MILLION ? "tenMillion" : "of" + many;
    report.ratio(
        "orders.ratio." + ratio,
        comparison.ratio(),
        "of the pace with 10,000",
        Guard.of(Better.MORE));
    report.figure("engine.ordersPerSecond.at" + many, comparison.perSecondWithMany(), "orders/s");
    report.figure(
        "engine.ordersPerSecond.at" + LargeEngine.FEW, comparison.perSecondWithFew(), "orders/s");
    report.figure(
        "engine.heapGibibytes.at" + many,
        Heap.mebibytes(comparison.heapBytes()) / GIB_IN_MIB,
        "GiB");
  }
}
