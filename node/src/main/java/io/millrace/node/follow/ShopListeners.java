package io.millrace.node.follow;

import io.millrace.model.ShopId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The shops of a shard whose facts somebody listens to. A fact costs one look into a table, and a
 * shop of which nothing is heard costs nothing, however much happens in others. Guarded by this.
 */
final class ShopListeners {
  private final Map<ShopId, Heard> shops = new HashMap<>();
  private final Newest newest = new Newest();

  /** A shop with those who wait for its facts. */
  private static final class Heard {
    final Newest.Own own;
    final List<Thread> threads = new ArrayList<>(1);

    Heard(Newest.Own own) {
      this.own = own;
    }

    void wake() {
      threads.forEach(LockSupport::unpark);
    }
  }

  /**
   * What came behind a place.
   *
   * @param facts of the shop, and no others
   * @param end up to where these are all
   */
  record News(List<FollowedFact> facts, EventPlace end) {}

  /** Whoever waits for the shop's facts on this thread is woken by them from now on. */
  synchronized void add(ShopId shop, Thread listener) {
    shops.computeIfAbsent(shop, _ -> new Heard(newest.own())).threads.add(listener);
  }

  synchronized void remove(ShopId shop, Thread listener) {
    shops.computeIfPresent(
        shop,
        (_, heard) -> heard.threads.remove(listener) && heard.threads.isEmpty() ? null : heard);
  }

  /** What the tail has come by. Its thread. */
  synchronized void tell(List<FollowedFact> facts) {
    Set<Heard> told = new LinkedHashSet<>();
    boolean anew = !newest.goesOn(facts.getFirst());
    for (FollowedFact fact : facts) {
      ShopId shop = fact.recorded().shop();
      Heard heard = shop == null ? null : shops.get(shop);
      if (heard != null && newest.isNew(fact)) {
        newest.add(heard.own, fact);
        told.add(heard);
      }
    }
    newest.cameBy(facts.getLast());
    if (anew) {
      wakeAll(); // the tail did not see what lies before: they look for themselves
    } else {
      told.forEach(Heard::wake);
    }
  }

  /** The tail begins anew. */
  synchronized void forget() {
    newest.forget();
  }

  /**
   * What came behind a place that the log is known to hold; null if that is not here any more, or
   * nobody listens to the shop.
   */
  synchronized @Nullable News behind(ShopId shop, EventPlace place) {
    Heard heard = shops.get(shop);
    EventPlace end = newest.end();
    if (heard == null || end == null || !newest.hasAll(heard.own, place)) {
      return null;
    }
    return new News(
        newest.behind(heard.own, place), end.sequence() > place.sequence() ? end : place);
  }

  synchronized void wakeAll() {
    shops.values().forEach(Heard::wake);
  }
}
