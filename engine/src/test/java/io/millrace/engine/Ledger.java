package io.millrace.engine;

import io.millrace.model.BuyerId;
import io.millrace.model.Fulfilment;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.SkuId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a shop with one line an order should do, kept in the dumbest way: lists that are walked. */
final class Ledger {
  /** One order. */
  static final class Entry {
    final OrderId id;
    final BuyerId buyer;
    final SkuId sku;
    final int units;
    final long total;
    final boolean counted;
    final long placedAt;
    long deadline;
    final List<Parcel> parcels = new ArrayList<>();
    OrderStatus status = OrderStatus.PENDING_PAYMENT;
    int version = 1;

    Entry(
        OrderId id,
        BuyerId buyer,
        SkuId sku,
        int units,
        long total,
        boolean counted,
        long placedAt) {
      this.id = id;
      this.buyer = buyer;
      this.sku = sku;
      this.units = units;
      this.total = total;
      this.counted = counted;
      this.placedAt = placedAt;
      this.deadline = placedAt + Wishes.SETTINGS.paymentTimeout().toMillis();
    }

    int shipped() {
      return parcels.stream().mapToInt(parcel -> parcel.units).sum();
    }

    int delivered() {
      return parcels.stream().filter(parcel -> parcel.arrived).mapToInt(p -> p.units).sum();
    }

    Fulfilment fulfilment() {
      if (parcels.isEmpty()) {
        return Fulfilment.NONE;
      }
      if (shipped() < units) {
        return Fulfilment.PARTIAL;
      }
      return delivered() < units ? Fulfilment.SHIPPED : Fulfilment.DELIVERED;
    }
  }

  /** Units on their way, or there. */
  static final class Parcel {
    final int units;
    boolean arrived;

    Parcel(int units) {
      this.units = units;
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
    return entries.stream().filter(e -> e.sku.equals(sku)).mapToLong(Entry::shipped).sum();
  }

  long available(SkuId sku) {
    return shelf(sku).moved - held(sku) - committed(sku) - shipped(sku);
  }

  private long sum(SkuId sku, OrderStatus status) {
    return entries.stream()
        .filter(e -> e.sku.equals(sku) && e.status == status)
        .mapToLong(e -> e.units - e.shipped())
        .sum();
  }

  /** Those that must close now, in the order in which they must. */
  List<Entry> overdue(long now) {
    return entries.stream()
        .filter(e -> e.status == OrderStatus.PENDING_PAYMENT && e.deadline <= now)
        .sorted(Comparator.<Entry>comparingLong(e -> e.deadline).thenComparing(e -> e.id))
        .toList();
  }

  long counted(SkuId sku, BuyerId buyer, long now) {
    long period = shelf(sku).periodMillis;
    return entries.stream()
        .filter(e -> e.sku.equals(sku) && e.buyer.equals(buyer) && e.counted)
        .filter(e -> e.status != OrderStatus.CANCELLED && e.status != OrderStatus.EXPIRED)
        .filter(e -> period == 0 || e.placedAt > now - period)
        .mapToLong(e -> e.units)
        .sum();
  }
}
