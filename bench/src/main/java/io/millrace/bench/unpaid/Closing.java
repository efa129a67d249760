package io.millrace.bench.unpaid;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Closes orders that are due, and says so once that is durable. Owned by the trigger's thread. */
final class Closing {

  /** Of one transaction: a commit is shared by many, and none waits long for its neighbours. */
  static final int BATCH_MAX = 500;

  private final Orders orders;
  private final Said said;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  /** Where it is told. */
  interface Said {
    void closed(List<Integer> ids) throws IOException;
  }

  Closing(Orders orders, Said said) {
    this.orders = orders;
    this.said = said;
  }

  /** What a trigger does for as long as its worker lives. */
  interface Watch {
    void run() throws Exception;
  }

  /** A watch that fails ends the worker: one that only stands still would look like a slow one. */
  void watch(Watch watch) {
    thread.execute(() -> {
      try {
        watch.run();
      } catch (Exception e) {
        e.printStackTrace();
        Runtime.getRuntime().halt(1);
      }
    });
  }

  Orders orders() {
    return orders;
  }

  void close(Collection<Integer> due) throws IOException {
    tell(orders.close(due));
  }

  /** How many were due, at most a batch of them. */
  int closeDue() throws IOException {
    List<Integer> closed = orders.closeDue(WallClock.millis(), BATCH_MAX);
    tell(closed);
    return closed.size();
  }

  void tell(List<Integer> closed) throws IOException {
    if (!closed.isEmpty()) {
      said.closed(closed);
    }
  }
}
