package io.millrace.engine.order;

import io.millrace.engine.shop.Shop;
import it.unimi.dsi.fastutil.longs.LongIterator;
import it.unimi.dsi.fastutil.longs.LongRBTreeSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The orders of each shop that have stood too long somewhere, the oldest first. An index: which
 * orders are in it, the orders themselves say.
 */
final class StuckOrders {
  /** By the number of the shop; ids of orders. */
  private final List<LongRBTreeSet> byShop = new ArrayList<>();

  private int size;

  void add(Shop shop, long id) {
    while (byShop.size() <= shop.number()) {
      byShop.add(new LongRBTreeSet());
    }
    if (byShop.get(shop.number()).add(id)) {
      size++;
    }
  }

  void remove(Shop shop, long id) {
    if (byShop.get(shop.number()).remove(id)) {
      size--;
    }
  }

  boolean has(Shop shop, long id) {
    return shop.number() < byShop.size() && byShop.get(shop.number()).contains(id);
  }

  /** From this id on. */
  LongIterator from(Shop shop, long id) {
    return shop.number() < byShop.size()
        ? byShop.get(shop.number()).tailSet(id).iterator()
        : new LongRBTreeSet().iterator();
  }

  int size() {
    return size;
  }
}
