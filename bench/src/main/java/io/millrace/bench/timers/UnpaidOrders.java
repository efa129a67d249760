package io.millrace.bench.timers;

import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.writer.FrameMaker;
import io.millrace.bench.writer.Heap;
import io.millrace.bench.writer.OpenShop;
import io.millrace.bench.writer.Orders;
import io.millrace.bench.writer.Pace;
import io.millrace.model.Limits;

/** An engine full of orders that nobody pays: what one costs to keep and to close. */
final class UnpaidOrders {
  private static final long SEED = 20_261_126;

  private UnpaidOrders() {}

  /**
   * What was found.
   *
   * @param bytesPerOrder with its lines, its key, its part of its buyer and its timer
   * @param bytesPerTimer what of that is in the wheel; a handle of 8 bytes is in the order's row
   */
  record Found(Pace placed, Pace closed, double bytesPerOrder, double bytesPerTimer) {}

  static Found fill(int orders) {
    FrameMaker maker = OpenShop.withoutLog();
    OrderRequests requests = new OrderRequests(SEED, true);
    long before = Heap.retainedBytes();
    Pace placed = new Pace();
    Orders.place(maker, requests, orders, placed);
    maker.frame();
    long after = Heap.retainedBytes();
    maker.requireOrders(orders);
    double bytesPerTimer = maker.bytesPerTimer();
    Pace closed = new Pace();
    closed.begin();
    long expired = maker.pass(Limits.PAYMENT_TIMEOUT_MAX);
    closed.end(expired);
    if (expired != orders) {
      throw new BenchmarkFailed("of %,d orders %,d expired".formatted(orders, expired));
    }
    return new Found(placed, closed, (double) (after - before) / orders, bytesPerTimer);
  }
}
