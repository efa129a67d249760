package io.millrace.node;

import io.millrace.model.Request;
import io.millrace.model.ShopId;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One lane: any thread offers, the shard's writer polls. Bounded in all and for each shop, so that
 * a shop in a rush fills its own share and no more.
 *
 * <p>Both bounds are counted before the ticket is queued and given back when it is polled, so at no
 * moment does the queue hold more than either allows; a thread between counting and queueing makes
 * it look fuller than it is, never emptier.
 */
final class LaneQueue {

  private final int ticketsMax;
  private final int ticketsPerShopMax;
  private final ConcurrentLinkedQueue<Ticket> tickets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final ConcurrentHashMap<ShopId, Integer> countByShop = new ConcurrentHashMap<>();

  LaneQueue(int ticketsMax, int ticketsPerShopMax) {
    this.ticketsMax = ticketsMax;
    this.ticketsPerShopMax = ticketsPerShopMax;
  }

  /** False when the lane, or this shop's share of it, is full. */
  boolean offer(Ticket ticket) {
    if (count.incrementAndGet() > ticketsMax) {
      count.decrementAndGet();
      return false;
    }
    ShopId shop = ticket.request().shop();
    if (countByShop.merge(shop, 1, Integer::sum) > ticketsPerShopMax) {
      countByShop.computeIfPresent(shop, LaneQueue::oneLess);
      count.decrementAndGet();
      return false;
    }
    tickets.add(ticket);
    return true;
  }

  @Nullable Ticket poll() {
    Ticket ticket = tickets.poll();
    if (ticket != null) {
      countByShop.computeIfPresent(ticket.request().shop(), LaneQueue::oneLess);
      count.decrementAndGet();
    }
    return ticket;
  }

  /**
   * Copies the next requests into {@code coming}, from that place on, and leaves them in the lane.
   * Returns the place after the last.
   */
  int peek(Request[] coming, int from) {
    int to = from;
    Iterator<Ticket> waiting = tickets.iterator();
    while (to < coming.length && waiting.hasNext()) {
      coming[to++] = waiting.next().request();
    }
    return to;
  }

  boolean isEmpty() {
    return tickets.isEmpty();
  }

  int count() {
    return count.get();
  }

  /** A shop that waits for nothing has no entry: names that were asked for once leave nothing. */
  private static @Nullable Integer oneLess(ShopId shop, Integer waiting) {
    return waiting == 1 ? null : Integer.valueOf(waiting - 1);
  }
}
