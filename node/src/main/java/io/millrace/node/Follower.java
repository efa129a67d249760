package io.millrace.node;

import io.millrace.model.Recorded;
import java.util.List;

/**
 * Keeps a view of durable facts. The shard's writer calls it for each frame in order, at replay and
 * live, before the answers that rest on the frame leave: so whoever has an answer finds the view up
 * to date. It must be quick and must not throw.
 */
public interface Follower {
  void take(DurableFrame frame);

  /**
   * Comes first, and once, when the shard began with a snapshot: facts whose effect still stands,
   * in place of all that the snapshot holds. Of each shop how it is defined, who may speak for it,
   * and how its queues push.
   */
  default void begin(int shard, long sequence, List<Recorded> standing) {}

  /**
   * As whom it stands among those who read the log.
   *
   * @param known what this build can read: a follower that is part of it can, too
   */
  default LogReader reader(int known) {
    return new LogReader("follower", known);
  }
}
