package io.millrace.bench.log;

import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.writer.FrameMaker;
import io.millrace.bench.writer.OpenShop;
import io.millrace.bench.writer.Pace;
import io.millrace.journal.Frame;
import io.millrace.journal.Log;
import io.millrace.model.Request;
import java.util.concurrent.CompletableFuture;

/**
 * Orders on an engine with a log, batched as the node does it: one frame is being forced while the
 * next is filled, and a frame leaves as soon as the one before it is durable. Owned by one thread.
 */
public final class FramedOrders {

  /** So often the node's writer looks whether the disk is free. */
  private static final int ORDERS_PER_LOOK = 256;

  private static final int CHUNK = 100_000;

  private final Log log;
  private final FrameMaker maker = new FrameMaker();
  private CompletableFuture<Long> flight = CompletableFuture.completedFuture(0L);

  public FramedOrders(Log log) {
    this.log = log;
    maker.open(log.id(), log.epoch());
    OpenShop.fill(maker, this::append);
    flight.join();
  }

  /** Times the placing until the last order is durable; making the requests is not timed. */
  public Pace place(OrderRequests requests, long count) {
    Pace pace = new Pace();
    for (long left = count; left > 0; left -= CHUNK) {
      Request[] chunk = requests.take((int) Math.min(CHUNK, left));
      pace.begin();
      place(chunk);
      // The disk must not work for us while requests are being made.
      flight.join();
      pace.end(chunk.length);
    }
    return pace;
  }

  /** Any requests that are to be accepted; not timed. */
  public void take(Request[] requests) {
    place(requests);
    flight.join();
  }

  private void place(Request[] chunk) {
    for (int i = 0; i < chunk.length; i++) {
      if (i % ORDERS_PER_LOOK == 0 && flight.isDone() && !maker.isEmpty()) {
        append(maker.frame());
      }
      if (!maker.hasRoom()) {
        append(maker.frame());
      }
      maker.expect(chunk, i);
      maker.decide(chunk[i]);
    }
    if (!maker.isEmpty()) {
      append(maker.frame());
    }
  }

  private void append(Frame frame) {
    flight.join();
    flight = log.append(frame);
  }
}
