package io.millrace.delivery.push;

import io.millrace.model.QueueId;
import io.millrace.model.ShopId;

/**
 * What pushing tells whoever watches it. Called by the thread that pushes, {@link #broken} by any:
 * adds up, and no more.
 */
public interface PushWatch {

  /** Watches nothing. */
  PushWatch NONE = new PushWatch() {};

  /**
   * A receiver took a task, and that is in the log.
   *
   * @param delayMillis since it was due
   */
  default void pushed(long delayMillis) {}

  /** A request was not answered with 2xx. */
  default void failed() {}

  /** So much failed in a row that the queue rests. */
  default void rests(ShopId shop, QueueId queue, String why) {}

  /** A queue's secret does not open: nothing is sent. */
  default void cannotSign(ShopId shop, QueueId queue) {}

  /** A queue's address cannot be read: nothing is sent. */
  default void cannotCall(ShopId shop, QueueId queue) {}

  /** A fault of ours. */
  default void broken(String why) {}
}
