package io.millrace.node;

import io.millrace.model.Request;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/** The lanes of a shard. Any thread offers; the writer polls in the lanes' order of precedence. */
final class Ingress {

  /**
   * Three quarters at most, whatever a batch holds: orders move on even while all the world pays.
   */
  static final int FINISHING_IN_A_ROW_MAX = 3;

  private final EnumMap<Lane, LaneQueue> lanes = new EnumMap<>(Lane.class);

  /** Touched by the writer alone. */
  private int finishingInARow;

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

  /** The next to be decided: finishing work first, but no more than its share while others wait. */
  @Nullable Ticket poll() {
    LaneQueue ordinary = queue(Lane.ORDINARY);
    if (finishingInARow < FINISHING_IN_A_ROW_MAX || ordinary.isEmpty()) {
      Ticket finishing = queue(Lane.FINISHING).poll();
      if (finishing != null) {
        finishingInARow++;
        return finishing;
      }
    }
    finishingInARow = 0;
    return ordinary.poll();
  }

  /** What will be polled next or soon after, as many as there is room for; returns how many. */
  int peek(Request[] coming) {
    return queue(Lane.ORDINARY).peek(coming, queue(Lane.FINISHING).peek(coming, 0));
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
}
