package io.millrace.bench.engine;

import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import io.millrace.bench.writer.FrameMaker;
import io.millrace.bench.writer.Heap;
import io.millrace.bench.writer.OpenShop;
import io.millrace.bench.writer.Orders;
import io.millrace.bench.writer.Pace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Decide, apply and encode on one thread: what no log and no network can make faster. */
public final class EngineBench implements Benchmark {

  private static final long SEED = 20_261_121;
  private static final int ROUNDS = 3;

  /** As much as a node places in some minutes at its peak; with less the compiler still works. */
  private static final int WARM_UP_ROUNDS = 2;

  private static final double PERCENT = 100;

  @Override
  public String name() {
    return "engine";
  }

  @Override
  public String purpose() {
    return "decide + apply + encode, one thread, digest on; bytes per order";
  }

  @Override
  public String durability() {
    return "none: nothing is written";
  }

  @Override
  public List<String> jvmFlags() {
    // Of one size: between rounds, a heap that may shrink is given back and taken anew.
    return List.of("-Xms6g", "-Xmx6g");
  }

  @Override
  public void run(Scale scale, Report report) {
    long orders = scale.pick(20_000L, 400_000L, 3_000_000L);
    report.progress("warming up");
    long warmUp = WARM_UP_ROUNDS * orders;
    Orders.place(OpenShop.withoutLog(), new OrderRequests(SEED, true), warmUp, new Pace());
    List<Round> rounds = new ArrayList<>();
    for (int i = 1; i <= ROUNDS; i++) {
      Round round = round(orders, true);
      report.progress(
          "round %d of %d: %,d orders/s".formatted(i, ROUNDS, Math.round(round.pace.perSecond())));
      rounds.add(round);
    }
    report.progress("once more without keys, for what a key weighs");
    Round keyless = round(orders, false);
    rounds.sort(Comparator.comparingDouble(round -> round.pace.perSecond()));
    Round median = rounds.get(ROUNDS / 2);
    report.figure("engine.ordersPerSecond", median.pace.perSecond(), "orders/s");
    report.figure("engine.allocatedBytesPerOrder", median.pace.allocatedBytesEach(), "bytes");
    report.figure("engine.stateBytesPerOrder", keyless.bytesPerOrder, "bytes");
    report.figure("engine.keyBytesPerOrder", median.bytesPerOrder - keyless.bytesPerOrder, "bytes");
    report.note(
        "median of %d rounds of %,d orders; requests are made ahead, outside the measured span"
            .formatted(ROUNDS, orders));
    report.note(
        "the thread had a processor %.0f %% of the time"
            .formatted(median.pace.processorShare() * PERCENT));
    report.note(
        "state is what stays reachable after a collection, of orders with 1 to 3 lines; a key's"
            + " bytes are the difference to the same orders without one");
  }

  private record Round(Pace pace, double bytesPerOrder) {}

  private static Round round(long orders, boolean keyed) {
    FrameMaker maker = OpenShop.withoutLog();
    long before = Heap.retainedBytes();
    Pace pace = new Pace();
    Orders.place(maker, new OrderRequests(SEED, keyed), orders, pace);
    long after = Heap.retainedBytes();
    maker.requireOrders(orders);
    return new Round(pace, (double) (after - before) / orders);
  }
}
