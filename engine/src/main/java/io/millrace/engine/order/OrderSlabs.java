package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.goods.Goods;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.shop.Shops;
import io.millrace.engine.table.HashIndex;
import io.millrace.engine.table.Slots;
import io.millrace.engine.wheel.Wheel;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.fact.OrderPlaced;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where orders lie, and the ways to one: by id, by reference, and from its buyer, newest first.
 *
 * <p>An order is a position, at which each slab has what it keeps: 84 bytes with its id in two
 * places, 24 for each line, and no object. Once it is archived, its position is another's. As
 * objects (fact, list, lines, order) it weighed three times as much, all of it was copied by the
 * collector once or twice, and every reference that was stored had to be told to it. Only extras,
 * which few orders have, are objects.
 */
final class OrderSlabs {
  /** Of the text of one, on average. */
  private static final int REFERENCE_BYTES = 64;

  private final Shops shops;
  private final RisingIds ids = new RisingIds();
  private final Slots<Extras> extras = new Slots<>();
  private final HashIndex references = new HashIndex();
  final Buyers buyers = new Buyers();
  final ParcelNames parcelNames = new ParcelNames(this);
  final OrderRows rows = new OrderRows();
  final LineRows lines;
  final OrderTimers timers;
  final StuckOrders stuck = new StuckOrders();
  private final BuyerChains chains = new BuyerChains(rows, buyers);

  OrderSlabs(Shops shops, Goods goods, Wheel wheel) {
    this.shops = shops;
    this.lines = new LineRows(goods);
    this.timers = new OrderTimers(wheel, rows);
  }

  /** The order's lines are there already. */
  int add(OrderPlaced placed, Shop shop, int buyer, Span span, long atMillis) {
    long id = placed.order().value();
    int position =
        rows.add(
            id,
            atMillis,
            placed.paymentDeadlineMillis(),
            placed.total(),
            buyer,
            buyers.newest(buyer),
            span);
    ids.add(id, position);
    buyers.newest(buyer, position);
    if (Extras.has(placed)) {
      rows.extras(position, extras.add(Extras.of(placed)));
    }
    String reference = placed.reference();
    if (reference != null) {
      references.add(hash(shop, reference), position);
    }
    return position;
  }

  /** From a snapshot. Its buyer's chain goes on with it. */
  Order restore(long id, OrderRows.Standing standing, Span span) {
    check(buyers.has(standing.buyer()), "an order's buyer is there");
    int older = buyers.newest(standing.buyer());
    int position = rows.restore(id, standing, older, span);
    ids.add(id, position);
    buyers.newest(standing.buyer(), position);
    if (older != Buyers.NONE) {
      rows.newer(older, position);
    }
    return get(position);
  }

  /** For what a snapshot says of an order: the orders that it had are here in the same order. */
  int requirePosition(int ordinal) {
    check(ordinal >= 0 && ordinal < rows.places(), "an order is there");
    return ordinal;
  }

  /** All of it leaves; whoever comes next may have its places. */
  void remove(Order order) {
    int position = order.position();
    Shop shop = order.shop();
    Extras standing = order.extras();
    if (standing.reference != null) {
      references.remove(hash(shop, standing.reference), position);
    }
    if (standing.parcels != null) {
      parcelNames.removeAll(shop, position, standing.parcels);
    }
    if (rows.extras(position) >= 0) {
      extras.remove(rows.extras(position));
    }
    lines.remove(rows.lines(position));
    if (chains.remove(position)) {
      buyers.remove(shop, rows.buyer(position));
    }
    ids.remove(rows.id(position));
    rows.remove(position);
  }

  void restore(int at, Extras standing) {
    int position = requirePosition(at);
    rows.extras(position, extras.add(standing));
    String reference = standing.reference;
    if (reference != null) {
      references.add(hash(shop(position), reference), position);
    }
  }

  Order get(int position) {
    return new Order(this, position);
  }

  @Nullable Order find(Shop shop, OrderId id) {
    Order order = find(id);
    return order == null || order.shop() != shop ? null : order;
  }

  /** Of whatever shop. */
  @Nullable Order find(OrderId id) {
    int position = ids.find(id.value());
    return position == HashIndex.NONE ? null : get(position);
  }

  @Nullable Order find(Shop shop, String reference) {
    int hash = hash(shop, reference);
    int position = references.first(hash);
    while (position != HashIndex.NONE
        && !(shop(position) == shop && reference.equals(extras(position).reference))) {
      position = references.after(hash, position);
    }
    return position == HashIndex.NONE ? null : get(position);
  }

  private static int hash(Shop shop, String reference) {
    return (int) Mix.mix(shop.digestId(), Mix.text(reference));
  }

  @Nullable Order newest(Shop shop, BuyerId id) {
    int buyer = buyers.find(shop, id);
    return buyer == Buyers.NONE ? null : get(buyers.newest(buyer));
  }

  long id(int position) {
    return rows.id(position);
  }

  Shop shop(int position) {
    return shops.get(buyers.shop(rows.buyer(position)));
  }

  /** {@link Extras#NONE} for an order that has none; to be read only. */
  Extras extras(int position) {
    int number = rows.extras(position);
    return number < 0 ? Extras.NONE : extras.get(number);
  }

  Extras claimExtras(int position) {
    if (rows.extras(position) < 0) {
      rows.extras(position, extras.add(Extras.empty()));
    }
    return extras(position);
  }

  Parcels claimParcels(int position) {
    Extras claimed = claimExtras(position);
    Parcels parcels = claimed.parcels;
    if (parcels == null) {
      parcels = new Parcels(rows.lines(position).count());
      claimed.parcels = parcels;
    }
    return parcels;
  }

  int orders() {
    return rows.size();
  }

  int references() {
    return references.size();
  }

  /** A way through all orders in the order of their ids. */
  RisingIds.Walk walk() {
    return ids.walk();
  }

  /** The same from behind an order on, which need not be there any more. */
  RisingIds.Walk walkBehind(OrderId after) {
    return ids.walkBehind(after.value());
  }

  void forEach(Consumer<Order> action) {
    for (RisingIds.Walk walk = walk(); walk.advance(); ) {
      action.accept(get(walk.position()));
    }
  }

  long estimatedBytes() {
    return ids.bytes()
        + rows.bytes()
        + lines.bytes()
        + buyers.estimatedBytes()
        + (long) extras.size() * (Extras.BYTES + Integer.BYTES)
        + (long) references.size() * REFERENCE_BYTES
        + references.bytes()
        + parcelNames.bytes();
  }
}
