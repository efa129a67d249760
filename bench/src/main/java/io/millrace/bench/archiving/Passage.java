package io.millrace.bench.archiving;

import io.millrace.model.Recorded;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.node.DurableFrame;
import io.millrace.node.Follower;
import java.util.concurrent.atomic.AtomicLong;

/** Counts orders that have come and orders that have left, by the facts. Any thread may look. */
final class Passage implements Follower {
  private final AtomicLong come = new AtomicLong();
  private final AtomicLong left = new AtomicLong();

  @Override
  public void take(DurableFrame frame) {
    for (Recorded recorded : frame.facts()) {
      switch (recorded.fact()) {
        case OrderPlaced _ -> come.incrementAndGet();
        case OrdersArchived archived -> left.addAndGet(archived.orders().size());
        default -> {
          // neither brings an order nor takes one away
        }
      }
    }
  }

  long left() {
    return left.get();
  }

  long inMemory() {
    return come.get() - left.get();
  }
}
