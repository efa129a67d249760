package io.millrace.node;

import io.millrace.engine.task.QueuePlace;
import io.millrace.model.command.LeaseTasks;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Workers that found nothing due and wait for it. Owned by the shard's writer. They are no state: a
 * crash ends their connections, and nobody was handed anything yet.
 */
final class Waiters {
  /** A ticket each: as many as a full lane, so that those who wait weigh no more than others. */
  static final int MAX = 16_384;

  /** One of them. */
  record Waiter(Ticket ticket, QueuePlace place, int rank, long untilMillis, long order) {
    private int byUrgency(Waiter other) {
      int byRank = Integer.compare(other.rank, rank);
      return byRank != 0 ? byRank : Long.compare(order, other.order);
    }

    private int byEnd(Waiter other) {
      int byEnd = Long.compare(untilMillis, other.untilMillis);
      return byEnd != 0 ? byEnd : Long.compare(order, other.order);
    }
  }

  private final Map<QueuePlace, TreeSet<Waiter>> byQueue = new HashMap<>();
  private final TreeSet<Waiter> byEnd = new TreeSet<>(Waiter::byEnd);
  private long lastOrder;

  boolean isFull() {
    return byEnd.size() >= MAX;
  }

  boolean isEmpty() {
    return byEnd.isEmpty();
  }

  void add(Ticket ticket, LeaseTasks wanted, long nowMillis) {
    QueuePlace place = new QueuePlace(ticket.request().shop(), wanted.queue());
    long untilMillis = nowMillis + wanted.waiting().toMillis();
    Waiter waiter = new Waiter(ticket, place, wanted.rank(), untilMillis, ++lastOrder);
    byQueue.computeIfAbsent(place, _ -> new TreeSet<>(Waiter::byUrgency)).add(waiter);
    byEnd.add(waiter);
  }

  /** Of a queue's the one with the highest rank; null when nobody waits there. */
  @Nullable Waiter first(QueuePlace place) {
    TreeSet<Waiter> waiting = byQueue.get(place);
    return waiting == null ? null : waiting.first();
  }

  /** The next of the same queue. */
  @Nullable Waiter after(Waiter waiter) {
    TreeSet<Waiter> waiting = byQueue.get(waiter.place);
    return waiting == null ? null : waiting.higher(waiter);
  }

  void remove(Waiter waiter) {
    byEnd.remove(waiter);
    byQueue.computeIfPresent(
        waiter.place,
        (_, waiting) -> {
          waiting.remove(waiter);
          return waiting.isEmpty() ? null : waiting;
        });
  }

  /** Log time at which the first has waited long enough; {@link Long#MAX_VALUE} for none. */
  long firstEndMillis() {
    return byEnd.isEmpty() ? Long.MAX_VALUE : byEnd.first().untilMillis;
  }

  /** The first of all to end. */
  @Nullable Waiter first() {
    return byEnd.isEmpty() ? null : byEnd.first();
  }
}
