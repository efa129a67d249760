package io.millrace.node.delivery;

import io.millrace.model.QueueId;
import io.millrace.model.ShopId;
import org.jspecify.annotations.Nullable;

/** What is known of pushing tasks. */
public interface Pushes {

  /** The name under which a queue's secrets are sealed: no other secret of a shop has a slash. */
  static String sealedAs(QueueId queue) {
    return "queue/" + queue;
  }

  /** Null for a queue that pushes nothing. */
  @Nullable PushStatus status(ShopId shop, QueueId queue);
}
