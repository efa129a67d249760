package io.millrace.node;

import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/** The lanes of a shard. Any thread offers; the writer polls in the lanes' order of precedence. */
final class Ingress {

  private final EnumMap<Lane, LaneQueue> lanes = new EnumMap<>(Lane.class);

  Ingress(IngressLimits limits) {
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new LaneQueue(limits.ticketsMax(), limits.ticketsPerShopMax()));
    }
  }

  boolean offer(Lane lane, Ticket ticket) {
    return queue(lane).offer(ticket);
  }

  boolean isEmpty() {
    return queue(Lane.FINISHING).isEmpty() && queue(Lane.ORDINARY).isEmpty();
  }

  int count(Lane lane) {
    return queue(lane).count();
  }

  /**
   * The next of a pass: finishing work first, but never more of it than its share while others
   * wait.
   */
  @Nullable Ticket poll(Share share) {
    if (share.finishingLeft() || queue(Lane.ORDINARY).isEmpty()) {
      Ticket finishing = queue(Lane.FINISHING).poll();
      if (finishing != null) {
        share.countFinishing();
        return finishing;
      }
    }
    return queue(Lane.ORDINARY).poll();
  }

  /** Whatever is waiting, in no order that matters. */
  @Nullable Ticket drain() {
    Ticket ticket = queue(Lane.FINISHING).poll();
    return ticket != null ? ticket : queue(Lane.ORDINARY).poll();
  }

  private LaneQueue queue(Lane lane) {
    LaneQueue queue = lanes.get(lane);
    if (queue == null) {
      throw new IllegalStateException("no queue for lane " + lane);
    }
    return queue;
  }

  /** What of one batch the finishing lane may still have. */
  static final class Share {

    /** The batch's first three quarters at most: orders move on even while all the world pays. */
    static final int FINISHING_MAX = Batch.TICKETS_MAX / 4 * 3;

    private int finishing;

    boolean finishingLeft() {
      return finishing < FINISHING_MAX;
    }

    void countFinishing() {
      finishing++;
    }
  }
}
