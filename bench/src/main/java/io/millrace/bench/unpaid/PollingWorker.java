package io.millrace.bench.unpaid;

import java.util.List;

/** Asks the table every second what is due. */
final class PollingWorker {

  /** Shops poll every minute, or every few seconds; this one is eager. */
  static final long INTERVAL_MILLIS = 1_000;

  private PollingWorker() {}

  public static void main(String[] arguments) {
    Worker.run(
        arguments,
        (_, closing) -> {
          closing.watch(() -> poll(closing));
          return new Nothing();
        });
  }

  private static void poll(Closing closing) throws Exception {
    for (long next = WallClock.millis(); ; next += INTERVAL_MILLIS) {
      WallClock.awaitMillis(next);
      while (closing.closeDue() == Closing.BATCH_MAX) {
        // There may be more.
      }
      next = Math.max(next, WallClock.millis() - INTERVAL_MILLIS);
    }
  }

  /** The table is all there is. */
  private record Nothing() implements Trigger {
    @Override
    public void arm(List<UnpaidOrder> orders) {
      // Its deadline is in the table.
    }

    @Override
    public void disarm(List<Integer> paid) {
      // Its status is in the table.
    }
  }
}
