package io.millrace.edge.hearing;

import io.millrace.model.BuyerId;
import io.millrace.model.ShopId;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How many may listen to events at a time: all together, and one buyer. When all places are taken
 * the next one is refused. When a buyer's are, the oldest of them loses its place: most likely it
 * is a telephone's that has lost its network, and nobody will tell us. Any thread.
 */
final class ListenerPlaces {

  /** A telephone, a tablet, some tabs: more are a fault of the client's, or no buyer. */
  static final int OF_A_BUYER_MAX = 8;

  private final int max;
  private final AtomicInteger taken = new AtomicInteger();
  private final Map<Buyer, ArrayDeque<Place>> byBuyer = new ConcurrentHashMap<>();

  /** So many places. */
  ListenerPlaces(int max) {
    this.max = max;
  }

  /** A buyer of a shop. */
  record Buyer(ShopId shop, BuyerId buyer) {}

  /**
   * A place for the thread that asks. It must be given back.
   *
   * @param buyer null for whoever listens to a whole shop
   * @return null if there is none
   */
  @Nullable Place tryTake(@Nullable Buyer buyer) {
    if (taken.incrementAndGet() > max) {
      taken.decrementAndGet();
      return null;
    }
    Place place = new Place(buyer);
    if (buyer != null) {
      byBuyer.compute(buyer, (_, places) -> with(places, place));
    }
    return place;
  }

  private static ArrayDeque<Place> with(@Nullable ArrayDeque<Place> places, Place place) {
    ArrayDeque<Place> all = places == null ? new ArrayDeque<>(1) : places;
    all.add(place);
    if (all.size() > OF_A_BUYER_MAX) {
      all.removeFirst().lose();
    }
    return all;
  }

  /** One listener's. */
  final class Place {
    private final @Nullable Buyer buyer;
    private final Thread listener = Thread.currentThread();
    private volatile boolean lost;

    private Place(@Nullable Buyer buyer) {
      this.buyer = buyer;
    }

    private void lose() {
      lost = true;
      LockSupport.unpark(listener);
    }

    /** Another one of the same buyer has it. */
    boolean isLost() {
      return lost;
    }

    void giveBack() {
      taken.decrementAndGet();
      if (buyer != null) {
        byBuyer.computeIfPresent(
            buyer,
            (_, places) -> {
              places.remove(this);
              return places.isEmpty() ? null : places;
            });
      }
    }
  }
}
