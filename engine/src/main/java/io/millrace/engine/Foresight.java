package io.millrace.engine;

import io.millrace.engine.goods.Goods;
import io.millrace.engine.key.RememberedKeys;
import io.millrace.engine.order.Orders;
import io.millrace.engine.shop.Shop;
import io.millrace.model.BuyerId;
import io.millrace.model.RequestKey;
import io.millrace.model.SkuId;
import org.jspecify.annotations.Nullable;

/**
 * Brings what a few orders will touch into the processor's cache before the first of them is
 * decided. Owned by the shard's writer; changes nothing and knows no rule.
 *
 * <p>An order waits for memory three or four times: for the place of its key, for the place of its
 * buyer, for the buyer. Each wait depends on the one before it or comes after much work, so the
 * processor cannot begin them together. But the waits of different orders have nothing to do with
 * each other. First the hashes of all are collected, then each loop makes one kind of read for all
 * of them, which takes hardly longer than one such read.
 *
 * <p>It looks at the first place of each search only. What lies elsewhere costs a wait, no more.
 */
final class Foresight {
  /** As many reads as a processor has under way at a time; more would push each other out. */
  static final int ORDERS_MAX = 8;

  /** Of longer orders the other lines are not looked at. */
  private static final int LINES_MAX = 4 * ORDERS_MAX;

  private final RememberedKeys keys;
  private final Orders orders;
  private final Goods goods;
  private final int[] keyHashes = new int[ORDERS_MAX];
  private final int[] buyerHashes = new int[ORDERS_MAX];
  private final int[] skuHashes = new int[LINES_MAX];
  private int keyCount;
  private int buyerCount;
  private int skuCount;
  private long seen;

  Foresight(RememberedKeys keys, Orders orders, Goods goods) {
    this.keys = keys;
    this.orders = orders;
    this.goods = goods;
  }

  void addKey(@Nullable RequestKey key) {
    if (key != null && keyCount < ORDERS_MAX) {
      keyHashes[keyCount++] = RememberedKeys.hash(key.scope());
    }
  }

  void addBuyer(Shop shop, BuyerId buyer) {
    if (buyerCount < ORDERS_MAX) {
      buyerHashes[buyerCount++] = Orders.hash(shop, buyer);
    }
  }

  void addSku(Shop shop, SkuId sku) {
    if (skuCount < LINES_MAX) {
      skuHashes[skuCount++] = Goods.hash(shop, sku);
    }
  }

  /** Looks at all that was added since the last look. The sum of what it saw means nothing. */
  long look() {
    for (int i = 0; i < keyCount; i++) {
      seen += keys.glance(keyHashes[i]);
    }
    for (int i = 0; i < buyerCount; i++) {
      seen += orders.glance(buyerHashes[i]);
    }
    for (int i = 0; i < buyerCount; i++) {
      seen += orders.glanceAtBuyer(buyerHashes[i]);
    }
    for (int i = 0; i < skuCount; i++) {
      seen += goods.glance(skuHashes[i]);
    }
    keyCount = 0;
    buyerCount = 0;
    skuCount = 0;
    return seen; // without a use, the compiler would leave the reads out
  }
}
