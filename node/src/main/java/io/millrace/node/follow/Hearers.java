package io.millrace.node.follow;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderPlaced;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The buyers of a shard who have streams, found by what a fact is about.
 *
 * <p>A fact costs one look into a table, however many listen: a placing names its buyer, and a
 * change its order, whose buyer is known for every order of those who listen. Which orders those
 * are is asked once, after a stream was added; what is placed from then on is seen here.
 *
 * <p>A stream is <i>near</i> when each fact is put into its queue as the tail comes by it. It falls
 * behind when its queue is full, or when the tail had to begin anew further on; then it reads the
 * log with others ({@link CatchUp}) until it is {@link #join near} again. Guarded by this, but for
 * the table of orders, into which whoever reads may look meanwhile.
 */
final class Hearers {

  /**
   * Of everybody's facts, so many are looked through for one stream. More, for each of a crowd that
   * comes back, would cost more than to read the log for all of it.
   */
  static final int SCANNED_FACTS_MAX = 1_024;

  private final Tail tail;
  private final Newest newest = new Newest();
  private final Map<Whose, Hearer> byBuyer = new HashMap<>();
  private final Map<OrderId, Hearer> byOrder = new ConcurrentHashMap<>();

  Hearers(Tail tail) {
    this.tail = tail;
  }

  /** A buyer of a shop. */
  record Whose(ShopId shop, BuyerId buyer) {}

  /** A buyer who listens, perhaps on several devices. */
  private static final class Hearer {
    private final Whose whose;
    private final Newest.Own own;
    private final List<BuyerStream> streams = new ArrayList<>(1);
    private final Set<OrderId> orders = new HashSet<>();

    Hearer(Whose whose, Newest.Own own) {
      this.whose = whose;
      this.own = own;
    }
  }

  /** Up to where the tail has come by; null if it has not looked yet. */
  synchronized @Nullable EventPlace end() {
    return newest.end();
  }

  /** From here on it is known what its buyer places. */
  synchronized void add(BuyerStream stream) {
    byBuyer
        .computeIfAbsent(stream.whose(), whose -> new Hearer(whose, newest.own()))
        .streams
        .add(stream);
  }

  /** What its buyer placed before. What became of it since may have been passed over. */
  synchronized void know(BuyerStream stream, Collection<OrderId> orders) {
    Hearer hearer = byBuyer.get(stream.whose());
    if (hearer != null) {
      know(hearer, orders);
    }
  }

  private void know(Hearer hearer, Collection<OrderId> orders) {
    boolean any = false;
    for (OrderId order : orders) {
      any |= know(hearer, order);
    }
    if (any) {
      newest.missed(hearer.own);
    }
  }

  private boolean know(Hearer hearer, OrderId order) {
    boolean isNew = hearer.orders.add(order);
    if (isNew) {
      byOrder.put(order, hearer);
    }
    return isNew;
  }

  /** Whose order it is, if its buyer has a stream. Any thread. */
  @Nullable Whose buyerOf(OrderId order) {
    Hearer hearer = byOrder.get(order);
    return hearer == null ? null : hearer.whose;
  }

  synchronized void remove(BuyerStream stream) {
    Hearer hearer = byBuyer.get(stream.whose());
    if (hearer != null) {
      hearer.streams.remove(stream);
      if (hearer.streams.isEmpty()) {
        byBuyer.remove(stream.whose());
        hearer.orders.forEach(byOrder::remove);
      }
    }
  }

  /** What the tail has come by. Its thread. */
  synchronized void tell(List<FollowedFact> facts) {
    EventPlace before = newest.end();
    if (!newest.goesOn(facts.getFirst())) {
      leaveBehind(before, facts.getFirst().sequence() - 1);
    }
    for (FollowedFact fact : facts) {
      Hearer hearer = byBuyer.isEmpty() ? null : whose(fact.recorded());
      if (hearer != null && newest.isNew(fact)) {
        newest.add(hearer.own, fact);
        hearer.streams.forEach(stream -> stream.offer(fact));
      }
    }
    newest.cameBy(facts.getLast());
  }

  /** The tail did not see what lies before this: whoever did not hear of it must read it. */
  private void leaveBehind(@Nullable EventPlace told, long sequence) {
    for (Hearer hearer : byBuyer.values()) {
      for (BuyerStream stream : hearer.streams) {
        stream.fallBehind(told, sequence);
      }
    }
  }

  /** The tail begins anew: whoever listens reads the log until it is near again. */
  synchronized void forget() {
    leaveBehind(newest.end(), Long.MAX_VALUE);
    newest.forget();
  }

  private @Nullable Hearer whose(Recorded recorded) {
    ShopId shop = recorded.shop();
    Fact fact = recorded.fact();
    if (shop != null && fact instanceof OrderPlaced placed) {
      Hearer hearer = byBuyer.get(new Whose(shop, placed.buyer()));
      if (hearer != null) {
        know(hearer, placed.order());
      }
      return hearer;
    }
    return fact instanceof OrderChange change ? byOrder.get(change.order()) : null;
  }

  /**
   * Puts into its queue what lies behind its place. False if that is too far back.
   *
   * <p>Where all of its buyer's own is kept, that costs what there is of it. Else what the tail has
   * is looked through, by its own thread: while it is, others are told and join.
   */
  boolean join(BuyerStream stream) {
    EventPlace from = stream.place();
    if (stream.isHeld() && join(stream, from, List.of(), Set.of())) {
      return true;
    }
    List<FollowedFact> since = tail.behind(from.sequence(), from.epoch(), SCANNED_FACTS_MAX);
    if (since == null) {
      return false;
    }
    Set<OrderId> placed = new HashSet<>();
    List<FollowedFact> mine = new ArrayList<>();
    for (FollowedFact fact : since) {
      if (isAbout(stream.whose(), fact.recorded(), placed)) {
        mine.add(fact);
      }
    }
    return join(stream, since.isEmpty() ? from : EventPlace.of(since.getLast()), mine, placed);
  }

  /** What is placed on the way is its buyer's, too. */
  private boolean isAbout(Whose whose, Recorded recorded, Set<OrderId> placed) {
    ShopId shop = recorded.shop();
    Fact fact = recorded.fact();
    if (shop != null && fact instanceof OrderPlaced order) {
      boolean isMine = whose.equals(new Whose(shop, order.buyer()));
      return isMine && placed.add(order.order());
    }
    return fact instanceof OrderChange change
        && (placed.contains(change.order()) || whose.equals(buyerOf(change.order())));
  }

  private synchronized boolean join(
      BuyerStream stream, EventPlace seen, List<FollowedFact> mine, Set<OrderId> placed) {
    Hearer hearer = byBuyer.get(stream.whose());
    if (hearer == null) {
      return false;
    }
    know(hearer, placed);
    if (!newest.hasAll(hearer.own, seen)) {
      return false;
    }
    stream.draw();
    mine.forEach(stream::offer);
    newest.behind(hearer.own, seen).forEach(stream::offer);
    EventPlace end = newest.end();
    stream.pass(end == null || end.sequence() < seen.sequence() ? seen : end);
    return true;
  }

  /** The next facts out of its queue; at its end the place moves over what was not its buyer's. */
  synchronized List<FollowedFact> take(BuyerStream stream, int factsMax) {
    return stream.take(factsMax, newest.end());
  }

  /** The node stops. */
  synchronized void wakeAll() {
    byBuyer.values().forEach(hearer -> hearer.streams.forEach(BuyerStream::wake));
  }
}
