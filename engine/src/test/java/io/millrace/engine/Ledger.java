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
import java.util.Optional;

/** What a shop with one line an order should do, kept in the dumbest way: lists that are walked. */
final class Ledger {
  static final long NEVER = Long.MAX_VALUE;

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

    /** When it came into the state in which it stands; only of orders that are paid. */
    long since;

    /** 0 for never. */
    long stuckAt;

    /** 0 for never. */
    long completeAt;

    boolean postponed;
    boolean stuck;

    /** When an order that is over may be archived. */
    long leavesAt;

    boolean archived;
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

    /** When something happens to it by itself; {@link #NEVER} if nothing does. */
    long next() {
      return switch (status) {
        case PENDING_PAYMENT -> deadline;
        case PAID, SHIPPED ->
            Math.min(stuckAt == 0 ? NEVER : stuckAt, completeAt == 0 ? NEVER : completeAt);
        case COMPLETED, CANCELLED, EXPIRED -> NEVER;
      };
    }

    /** Whether it may be archived. */
    boolean mayLeave(long now) {
      return switch (status) {
        case PENDING_PAYMENT, PAID, SHIPPED -> false;
        case CANCELLED, EXPIRED, COMPLETED -> now >= leavesAt;
      };
    }

    boolean completesNext() {
      return status == OrderStatus.SHIPPED && completeAt == next();
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

  /** The one to which something must happen now before it happens to any other. */
  Optional<Entry> nextDue(long now) {
    return entries.stream()
        .filter(e -> e.next() <= now)
        .min(Comparator.comparingLong(Entry::next).thenComparing(e -> e.id));
  }

  List<OrderId> stuck() {
    return entries.stream().filter(e -> e.stuck).map(e -> e.id).toList();
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
