package io.millrace.bench.unpaid;

import java.util.concurrent.DelayQueue;

/** A {@link DelayQueue} that is filled again from the table when its worker starts. */
final class ReloadedDelayQueueWorker {

  private ReloadedDelayQueueWorker() {}

  public static void main(String[] arguments) {
    Worker.run(
        arguments,
        (_, closing) -> {
          // Before the watch, which owns the connection from then on.
          var unpaid = closing.orders().stillUnpaid();
          DelayQueueWorker trigger = DelayQueueWorker.start(closing);
          trigger.arm(unpaid);
          return trigger;
        });
  }
}
