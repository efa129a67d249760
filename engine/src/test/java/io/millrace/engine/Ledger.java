package io.millrace.engine;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderStatus;
import io.millrace.model.SkuId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a shop with one line an order should do, kept in the dumbest way: lists that are walked. */
final class Ledger {
  /** One order. */
  static final class Entry {
    final BuyerId buyer;
    final SkuId sku;
    final int units;
    final boolean counted;
    final long placedAt;
    OrderStatus status = OrderStatus.PENDING_PAYMENT;
    int shipped;
    int version = 1;

    Entry(BuyerId buyer, SkuId sku, int units, boolean counted, long placedAt) {
      this.buyer = buyer;
      this.sku = sku;
      this.units = units;
      this.counted = counted;
      this.placedAt = placedAt;
    }
  }

  /** A SKU as the merchant set it. */
  static final class Shelf {
    long price;
    int limit;
    long periodMillis;
    boolean onSale = true;
    long moved;
  }

  final Map<SkuId, Shelf> shelves = new HashMap<>();
  final List<Entry> entries = new ArrayList<>();

  Shelf shelf(SkuId sku) {
    Shelf shelf = shelves.get(sku);
    if (shelf == null) {
      throw new AssertionError("no shelf for " + sku);
    }
    return shelf;
  }

  long held(SkuId sku) {
    return sum(sku, OrderStatus.PENDING_PAYMENT);
  }

  long committed(SkuId sku) {
    return sum(sku, OrderStatus.PAID);
  }

  long shipped(SkuId sku) {
    return entries.stream().filter(e -> e.sku.equals(sku)).mapToLong(e -> e.shipped).sum();
  }

  long available(SkuId sku) {
    return shelf(sku).moved - held(sku) - committed(sku) - shipped(sku);
  }

  private long sum(SkuId sku, OrderStatus status) {
    return entries.stream()
        .filter(e -> e.sku.equals(sku) && e.status == status)
        .mapToLong(e -> e.units - e.shipped)
        .sum();
  }

  long counted(SkuId sku, BuyerId buyer, long now) {
    long period = shelf(sku).periodMillis;
    return entries.stream()
        .filter(e -> e.sku.equals(sku) && e.buyer.equals(buyer) && e.counted)
        .filter(e -> e.status != OrderStatus.CANCELLED)
        .filter(e -> period == 0 || e.placedAt > now - period)
        .mapToLong(e -> e.units)
        .sum();
  }
}
