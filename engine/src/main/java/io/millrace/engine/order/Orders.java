package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.axis.Event;
import io.millrace.engine.axis.Transitions;
import io.millrace.engine.goods.Goods;
import io.millrace.engine.goods.Sku;
import io.millrace.engine.id.Ids;
import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.proof.Digest;
import io.millrace.engine.purchase.Purchases;
import io.millrace.engine.shop.Shop;
import io.millrace.model.PricedLine;
import io.millrace.model.ShippedLine;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.ShipmentDelivered;
import java.util.List;
import java.util.function.Consumer;

/**
 * Every order of the shard, and the only way in which orders change. Nothing is decided here, but
 * what a fact says is checked against what is there. Owned by the shard's writer.
 */
public final class Orders {
  private final Goods goods;
  private final Purchases purchases;
  private final Ids ids;
  private final Digest digest;
  private final OrderIndex index = new OrderIndex();
  private final SpentTokens tokens;

  public Orders(Goods goods, Purchases purchases, Ids ids, int tokensMax, Digest digest) {
    this.goods = goods;
    this.purchases = purchases;
    this.ids = ids;
    this.digest = digest;
    this.tokens = new SpentTokens(tokensMax, index, digest);
  }

  OrderIndex index() {
    return index;
  }

  SpentTokens tokens() {
    return tokens;
  }

  /** Returns the fact as it is kept: equal to the one given, sharing names with the catalogue. */
  public OrderPlaced apply(Shop shop, OrderPlaced placed, long atMillis) {
    ids.take(placed.order().value());
    check(Totals.of(placed) == placed.total(), "an order's parts sum to its total");
    Buyer buyer = index.claimBuyer(shop, placed.buyer());
    OrderPlaced kept = Sharing.share(placed, buyer.id, shop, goods);
    Order order = new Order(kept, shop, atMillis, buyer.newest);
    int position = index.add(order, buyer);
    shop.countOrder();
    List<PricedLine> lines = kept.lines();
    long hash = 0;
    for (int i = 0; i < lines.size(); i++) {
      PricedLine line = lines.get(i);
      Sku sku = goods.require(shop, line.sku());
      sku.stock().hold(line.quantity());
      if (line.counted()) {
        purchases.add(sku, buyer.id, line.quantity(), atMillis);
      }
      hash = OrderDigest.line(hash, line, sku);
    }
    OrderDigest.addFrozen(digest, order, buyer, hash);
    if (kept.submitToken() != null) {
      tokens.spend(kept.submitToken(), order, position);
    }
    return kept;
  }

  public void apply(Shop shop, OrderMarkedPaid paid, long atMillis) {
    Order order = require(shop, paid);
    check(paid.amount() == order.placed.total(), "an order is paid in full");
    OrderDigest.removeMoving(digest, order);
    order.payment = Transitions.after(Transitions.PAYMENT, order.payment, Event.MARKED_PAID);
    for (PricedLine line : order.placed.lines()) {
      goods.require(shop, line.sku()).stock().commit(line.quantity());
    }
    finish(order, paid, atMillis);
  }

  public void apply(Shop shop, OrderCancelled cancelled, long atMillis) {
    Order order = require(shop, cancelled);
    OrderDigest.removeMoving(digest, order);
    order.course = Transitions.after(Transitions.COURSE, order.course, Event.CANCELLED);
    order.closing = new Order.Closing(atMillis, cancelled.reason());
    for (PricedLine line : order.placed.lines()) {
      Sku sku = goods.require(shop, line.sku());
      sku.stock().release(line.quantity());
      if (line.counted()) {
        purchases.takeBack(sku, order.placed.buyer(), line.quantity(), order.createdAtMillis);
      }
    }
    finish(order, cancelled, atMillis);
  }

  public void apply(Shop shop, OrderShipped shipped, long atMillis) {
    Order order = require(shop, shipped);
    check(shipped.shipment() == order.parcelCount() + 1, "shipments are numbered without gaps");
    OrderDigest.removeMoving(digest, order);
    long units = 0;
    for (ShippedLine line : shipped.lines()) {
      units += line.quantity();
    }
    Event event = order.isRest(units) ? Event.REST_SHIPPED : Event.PART_SHIPPED;
    order.fulfilment = Transitions.after(Transitions.FULFILMENT, order.fulfilment, event);
    if (order.parcels == null) {
      order.parcels = new Parcels(order.placed.lines().size());
    }
    OrderDigest.addSent(digest, order, order.parcels.add(shipped, atMillis));
    for (ShippedLine line : shipped.lines()) {
      check(order.unshipped(line.line() - 1) >= 0, "no more is sent than was ordered");
      PricedLine ordered = order.placed.lines().get(line.line() - 1);
      goods.require(shop, ordered.sku()).stock().ship(line.quantity());
    }
    finish(order, shipped, atMillis);
  }

  public void apply(Shop shop, ShipmentDelivered delivered, long atMillis) {
    Order order = require(shop, delivered);
    Parcels parcels = order.parcels;
    if (parcels == null || delivered.shipment() > parcels.count()) {
      throw new BrokenInvariant("a delivery of a shipment that does not exist");
    }
    OrderDigest.removeMoving(digest, order);
    Parcels.Parcel parcel = parcels.get(delivered.shipment());
    check(parcel.deliveredAtMillis == 0, "a shipment is delivered once");
    Event event = Shipping.eventOfDelivery(order, parcels);
    order.fulfilment = Transitions.after(Transitions.FULFILMENT, order.fulfilment, event);
    parcels.deliver(parcel, delivered.deliveredAtMillis());
    OrderDigest.addDelivered(digest, order, parcel);
    finish(order, delivered, atMillis);
  }

  public void apply(Shop shop, OrderCompleted completed, long atMillis) {
    Order order = require(shop, completed);
    OrderDigest.removeMoving(digest, order);
    order.course = Transitions.after(Transitions.COURSE, order.course, Event.COMPLETED);
    order.closing = new Order.Closing(atMillis, null);
    finish(order, completed, atMillis);
  }

  private Order require(Shop shop, OrderChange change) {
    Order order = index.find(shop, change.order());
    if (order == null) {
      throw new BrokenInvariant("a change of an order that does not exist");
    }
    return order;
  }

  /** What every change ends with: the fact's receipt must be what came of it. */
  private void finish(Order order, OrderChange change, long atMillis) {
    order.version++;
    order.updatedAtMillis = atMillis;
    check(order.version == change.version(), "an order's versions are numbered without gaps");
    check(order.status() == change.status(), "the status of a fact is the one it leads to");
    OrderDigest.addMoving(digest, order);
  }

  /** Before each fact is applied. */
  public void evict(long atMillis) {
    tokens.evict(atMillis);
  }

  public int size() {
    return index.orders();
  }

  public int buyers() {
    return index.buyers();
  }

  public int spentTokens() {
    return tokens.size();
  }

  public long estimatedBytes() {
    return index.estimatedBytes() + tokens.estimatedBytes();
  }

  public void addTo(Digest fresh) {
    index.forEach(order -> OrderDigest.addAll(fresh, order, goods));
    tokens.addTo(fresh);
  }

  public void audit(Consumer<String> broken) {
    new OrderAudit(index, goods, broken).run();
    tokens.audit(broken);
  }
}
