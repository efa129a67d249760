package io.millrace.bench.archiving;

import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import io.millrace.bench.writer.Heap;
import io.millrace.bench.writer.Pace;
import io.millrace.engine.EngineFigures;
import io.millrace.model.Limits;
import java.time.Duration;
import java.util.List;

/**
 * Memory while orders pass through an engine: each is finished one way or another, and archived.
 */
public final class ArchivingBench implements Benchmark {

  private static final long SEED = 20_261_126;

  /** Keys are remembered for one of them, so after the first tenth as many come as go. */
  private static final int DAYS = 100;

  private static final int TENTHS = 10;

  /** More than what is open for a moment, far less than what has passed. */
  private static final int STAYING_ONE_IN = 100;

  @Override
  public String name() {
    return "archiving";
  }

  @Override
  public String purpose() {
    return "memory at each tenth while finished orders leave an engine; orders a second";
  }

  @Override
  public String durability() {
    return "none: nothing is written";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xms4g", "-Xmx4g");
  }

  @Override
  public void run(Scale scale, Report report) {
    long orders = scale.pick(20_000L, 1_000_000L, 50_000_000L);
    Duration each = Duration.ofDays(DAYS).multipliedBy(PassingOrders.AT_ONCE).dividedBy(orders);
    PassingOrders passing = new PassingOrders(new OrderRequests(SEED, true), each);
    Pace pace = new Pace();
    long emptyBytes = Heap.retainedBytes();
    for (int tenth = 1; tenth <= TENTHS; tenth++) {
      pace.begin();
      for (long left = orders / TENTHS; left > 0; left -= PassingOrders.AT_ONCE) {
        passing.pass();
      }
      pace.end(orders / TENTHS);
      tell(report, tenth, Heap.retainedBytes() - emptyBytes, passing);
    }
    require(passing, orders);
    report.figure("archiving.ordersPerSecond", pace.perSecond(), "orders/s");
    report.figure("archiving.stayingOrders", passing.figures().orders(), "orders");
    report.note(
        "%,d orders in %d days of log time: 70 %% paid, sent and completed, 20 %% cancelled, 10 %% expired; each request with a key"
            .formatted(orders, DAYS));
    report.note(
        "no tables stand beside it: what the engine lets go is archived at once: completed orders after %s, others after %s"
            .formatted(OrderLives.REFUND_WINDOW, Limits.GIVEN_UP_STAY));
  }

  private static void tell(Report report, int tenth, long bytes, PassingOrders passing) {
    EngineFigures figures = passing.figures();
    report.figure("archiving.heapMebibytes.tenth" + tenth, Heap.mebibytes(bytes), "MiB");
    report.progress(
        "tenth %d: %,d orders have left, %,d are there; heap %.0f MiB, of it orders %.1f and keys %.1f"
            .formatted(
                tenth,
                passing.left(),
                figures.orders(),
                Heap.mebibytes(bytes),
                Heap.mebibytes(figures.orderBytes()),
                Heap.mebibytes(figures.keyBytes())));
  }

  private static void require(PassingOrders passing, long orders) {
    long there = passing.figures().orders();
    if (passing.left() + there != orders || there > orders / STAYING_ONE_IN) {
      throw new BenchmarkFailed(
          "of %,d orders %,d have left and %,d are there".formatted(orders, passing.left(), there));
    }
  }
}
