package io.millrace.bench.replay;

import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.report.Report;
import io.millrace.bench.writer.FrameMaker;
import io.millrace.bench.writer.Heap;
import io.millrace.bench.writer.OpenShop;
import io.millrace.bench.writer.Orders;
import io.millrace.bench.writer.Pace;

/** How much an engine slows down when it holds many orders. */
final class LargeEngine {

  private static final long SEED = 20_261_125;

  /** What the engine holds that the large one is compared with. */
  static final long FEW = 10_000;

  /** Each is over in some ten milliseconds; together they make a second. */
  private static final int TURNS = 25;

  private static final long TOLD_EVERY = 1_000_000;
  private static final double ORDERS_PER_MILLION = 1e6;

  private LargeEngine() {}

  record Comparison(double perSecondWithFew, double perSecondWithMany, long heapBytes) {
    double ratio() {
      return perSecondWithMany / perSecondWithFew;
    }
  }

  static Comparison compare(long many, Report report) {
    FrameMaker large = OpenShop.withoutLog();
    OrderRequests requests = new OrderRequests(SEED, true);
    fill(large, requests, many, report);
    long heapBytes = Heap.retainedBytes();
    report.progress("in turn with fresh engines of %,d orders".formatted(FEW));
    Pace withFew = new Pace();
    Pace withMany = new Pace();
    for (int i = 0; i < TURNS; i++) {
      // In turn, so that the machine's moods and the collector's work hit both alike.
      grow(SEED + i, withFew);
      Orders.place(large, requests, FEW, withMany);
    }
    large.requireOrders(many + withMany.count());
    return new Comparison(withFew.perSecond(), withMany.perSecond(), heapBytes);
  }

  private static void fill(FrameMaker large, OrderRequests requests, long many, Report report) {
    for (long there = 0; there < many; ) {
      long step = Math.min(TOLD_EVERY, many - there);
      Pace pace = new Pace();
      Orders.place(large, requests, step, pace);
      there += step;
      report.progress(
          "%.1f M orders in memory, %,.0f orders/s"
              .formatted(there / ORDERS_PER_MILLION, pace.perSecond()));
    }
  }

  /** A fresh engine grows from few orders to twice as many; only that is timed. */
  private static void grow(long seed, Pace withFew) {
    FrameMaker small = OpenShop.withoutLog();
    OrderRequests requests = new OrderRequests(seed, true);
    Orders.place(small, requests, FEW, new Pace());
    Orders.place(small, requests, FEW, withFew);
  }
}
