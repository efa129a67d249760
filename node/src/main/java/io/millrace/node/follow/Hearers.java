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
import org.jspecify.annotations.Nullable;

/**
 * The buyers of a shard that are listening, found by what a fact is about.
 *
 * <p>A fact costs one look into a table, however many listen: a placing names its buyer, and a
 * change its order, whose buyer is known for every order of those who listen. Which orders those
 * are is asked once, after a stream was added; what is placed from then on is seen here.
 *
 * <p>A stream is <i>near</i> when each fact is put into its queue as the tail comes by it. It falls
 * behind when its queue is full, or when the tail had to begin anew further on; then it reads the
 * log with others ({@link CatchUp}) until it is {@link #join near} again. Guarded by this.
 */
final class Hearers {

  private final Tail tail;
  private final Map<Whose, Hearer> byBuyer = new HashMap<>();
  private final Map<OrderId, Hearer> byOrder = new HashMap<>();
  private @Nullable EventPlace told;

  Hearers(Tail tail) {
    this.tail = tail;
  }

  /** A buyer of a shop. */
  record Whose(ShopId shop, BuyerId buyer) {}

  /** A buyer who listens, perhaps on several devices. */
  private static final class Hearer {
    private final List<BuyerStream> streams = new ArrayList<>(1);
    private final Set<OrderId> orders = new HashSet<>();
  }

  /** Up to where the tail has come by; null if it has not looked yet. */
  synchronized @Nullable EventPlace end() {
    return told;
  }

  /** From here on it is known what its buyer places. */
  synchronized void add(BuyerStream stream) {
    byBuyer.computeIfAbsent(stream.whose(), _ -> new Hearer()).streams.add(stream);
  }

  /** What its buyer placed before. */
  synchronized void know(BuyerStream stream, Collection<OrderId> orders) {
    Hearer hearer = byBuyer.get(stream.whose());
    if (hearer != null) {
      orders.forEach(order -> know(hearer, order));
    }
  }

  private void know(Hearer hearer, OrderId order) {
    if (hearer.orders.add(order)) {
      byOrder.put(order, hearer);
    }
  }

  /** All orders of its buyer that are known. */
  synchronized List<OrderId> ordersOf(BuyerStream stream) {
    Hearer hearer = byBuyer.get(stream.whose());
    return hearer == null ? List.of() : List.copyOf(hearer.orders);
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
    EventPlace before = told;
    if (before == null || before.sequence() < facts.getFirst().sequence() - 1) {
      leaveBehind(facts.getFirst().sequence() - 1);
    }
    for (FollowedFact fact : facts) {
      Hearer hearer = byBuyer.isEmpty() ? null : whose(fact.recorded());
      if (hearer != null) {
        hearer.streams.forEach(stream -> stream.offer(fact));
      }
    }
    told = EventPlace.of(facts.getLast());
  }

  /** The tail did not see what lies before this: whoever did not hear of it must read it. */
  private void leaveBehind(long sequence) {
    for (Hearer hearer : byBuyer.values()) {
      for (BuyerStream stream : hearer.streams) {
        stream.fallBehind(told, sequence);
      }
    }
    told = null;
  }

  /** The tail begins anew: whoever listens reads the log until it is near again. */
  synchronized void forget() {
    leaveBehind(Long.MAX_VALUE);
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

  /** Puts into its queue what the tail has behind its place. False if that is too far back. */
  synchronized boolean join(BuyerStream stream) {
    EventPlace from = stream.place();
    List<FollowedFact> since = tail.behind(from.sequence(), from.epoch());
    if (since == null) {
      return false;
    }
    stream.draw(from);
    for (FollowedFact fact : since) {
      Hearer hearer = whose(fact.recorded());
      if (hearer != null && hearer.streams.contains(stream)) {
        stream.offer(fact);
      }
    }
    if (!since.isEmpty()) {
      stream.pass(EventPlace.of(since.getLast()));
    }
    return true;
  }

  /** The next facts out of its queue; at its end the place moves over what was not its buyer's. */
  synchronized List<FollowedFact> take(BuyerStream stream, int factsMax) {
    return stream.take(factsMax, told);
  }

  /** The node stops. */
  synchronized void wakeAll() {
    byBuyer.values().forEach(hearer -> hearer.streams.forEach(BuyerStream::wake));
  }
}
