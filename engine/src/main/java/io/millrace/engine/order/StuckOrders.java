package io.millrace.engine.order;

import io.millrace.engine.shop.Shop;
import it.unimi.dsi.fastutil.ints.IntIterator;
import it.unimi.dsi.fastutil.ints.IntRBTreeSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The orders of each shop that have stood too long somewhere, the oldest first. An index: which
 * orders are in it, the orders themselves say.
 */
final class StuckOrders {
  /** By the number of the shop; positions, which rise with the orders' ids. */
  private final List<IntRBTreeSet> byShop = new ArrayList<>();

  private int size;

  void add(Shop shop, int position) {
    while (byShop.size() <= shop.number()) {
      byShop.add(new IntRBTreeSet());
    }
    if (byShop.get(shop.number()).add(position)) {
      size++;
    }
  }

  void remove(Shop shop, int position) {
    if (byShop.get(shop.number()).remove(position)) {
      size--;
    }
  }

  boolean has(Shop shop, int position) {
    return shop.number() < byShop.size() && byShop.get(shop.number()).contains(position);
  }

  /** From this position on. */
  IntIterator from(Shop shop, int position) {
    return shop.number() < byShop.size()
        ? byShop.get(shop.number()).tailSet(position).iterator()
        : new IntRBTreeSet().iterator();
  }

  int size() {
    return size;
  }
}
