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
import io.millrace.engine.shop.Shops;
import io.millrace.engine.snapshot.Section;
import io.millrace.engine.wheel.TimerKind;
import io.millrace.engine.wheel.Wheel;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import io.millrace.model.OrderId;
import io.millrace.model.OrderVersion;
import io.millrace.model.PricedLine;
import io.millrace.model.ShippedLine;
import io.millrace.model.StuckWhy;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.OrderStuck;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.ShipmentDelivered;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Every order of the shard, and the only way in which orders change. Nothing is decided here, but
 * what a fact says is checked against what is there. Owned by the shard's writer.
 */
public final class Orders {
  private final Goods goods;
  private final Purchases purchases;
  private final Ids ids;
  private final Digest digest;
  private final OrderSlabs slabs;
  private final SpentTokens tokens;
  private final OrderTimers timers;

  /** What orders are made of and what they change. */
  public record Surroundings(
      Shops shops, Goods goods, Purchases purchases, Ids ids, Wheel wheel, Digest digest) {}

  public Orders(Surroundings around, int tokensMax) {
    this.goods = around.goods();
    this.purchases = around.purchases();
    this.ids = around.ids();
    this.digest = around.digest();
    this.slabs = new OrderSlabs(around.shops(), goods, around.wheel());
    this.tokens = new SpentTokens(tokensMax, digest);
    this.timers = slabs.timers;
  }

  OrderSlabs slabs() {
    return slabs;
  }

  public long oldestSpentMillis() {
    return tokens.oldestMillis();
  }

  public void forEachSpent(Consumer<Fingerprint> action) {
    tokens.forEach(action);
  }

  SpentTokens tokens() {
    return tokens;
  }

  /** The fact is copied into the slabs; nothing of it is kept but the texts of extras. */
  public void apply(Shop shop, OrderPlaced placed, long atMillis) {
    ids.take(placed.order().value());
    check(Totals.of(placed) == placed.total(), "an order's parts sum to its total");
    check(
        placed.currency().equals(shop.settings().currency()), "an order is in its shop's currency");
    List<PricedLine> lines = placed.lines();
    check(lines.size() <= Span.COUNT_MAX, "an order's lines are counted in one byte of its row");
    int firstLine = slabs.lines.claim(lines.size());
    long hash = 0;
    for (int i = 0; i < lines.size(); i++) {
      PricedLine line = lines.get(i);
      Sku sku = hold(shop, placed, line, firstLine + i, atMillis);
      hash = OrderDigest.line(hash, line, sku, sku.frozenNames().lastHash());
    }
    int buyer = slabs.buyers.claim(shop, placed.buyer());
    int position = slabs.add(placed, shop, buyer, new Span(firstLine, lines.size()), atMillis);
    shop.countOrder();
    OrderDigest.addFrozen(digest, shop, placed, atMillis, slabs.buyers.textHash(buyer), hash);
    if (placed.submitToken() != null) {
      tokens.spend(placed.submitToken(), placed.order().value(), atMillis);
    }
    Order order = slabs.get(position);
    timers.start(order, TimerKind.ORDER_UNPAID, order.deadlineMillis(), atMillis);
  }

  private Sku hold(Shop shop, OrderPlaced placed, PricedLine line, int number, long atMillis) {
    Sku sku = goods.require(shop, line.sku());
    sku.stock().hold(line.quantity());
    if (line.counted()) {
      purchases.add(sku, placed.buyer(), line.quantity(), atMillis);
    }
    slabs.lines.set(number, sku, sku.frozenNames().claim(line.name()), line);
    return sku;
  }

  public void apply(Shop shop, OrderMarkedPaid paid, long atMillis) {
    Order order = require(shop, paid);
    check(paid.amount() == order.total(), "an order is paid in full");
    OrderDigest.removeMoving(digest, order);
    order.stand(
        order.course(),
        Transitions.after(Transitions.PAYMENT, order.payment(), Event.MARKED_PAID),
        order.fulfilment());
    timers.stop(order);
    if (paid.stuckAtMillis() != 0) {
      timers.start(order, TimerKind.ORDER_STUCK, paid.stuckAtMillis(), atMillis);
    }
    for (int i = 0; i < order.lineCount(); i++) {
      order.sku(i).stock().commit(order.quantity(i));
    }
    finish(order, paid, atMillis);
  }

  public void apply(Shop shop, OrderCancelled cancelled, long atMillis) {
    Order order = require(shop, cancelled);
    OrderDigest.removeMoving(digest, order);
    end(order, Event.CANCELLED, new Extras.Closing(atMillis, cancelled.reason(), 0));
    release(order);
    finish(order, cancelled, atMillis);
  }

  public void apply(Shop shop, OrderExpired expired, long atMillis) {
    Order order = require(shop, expired);
    check(atMillis >= order.deadlineMillis(), "no order expires before its deadline");
    OrderDigest.removeMoving(digest, order);
    order.stand(
        Transitions.after(Transitions.COURSE, order.course(), Event.EXPIRED),
        order.payment(),
        order.fulfilment());
    release(order);
    finish(order, expired, atMillis);
  }

  /** What an order that was never paid has kept from others returns. */
  private void release(Order order) {
    timers.stop(order);
    for (int i = 0; i < order.lineCount(); i++) {
      Sku sku = order.sku(i);
      sku.stock().release(order.quantity(i));
      if (order.counted(i)) {
        purchases.takeBack(sku, order.buyerId(), order.quantity(i), order.createdAtMillis());
      }
    }
  }

  public void apply(Shop shop, OrderExtended extended, long atMillis) {
    Order order = require(shop, extended);
    check(order.isAwaitingPayment(), "only an order that waits for its payment is given time");
    check(extended.paymentDeadlineMillis() > atMillis, "a new deadline lies ahead");
    OrderDigest.removeMoving(digest, order);
    slabs.claimExtras(order.position()).extendedDeadlineMillis = extended.paymentDeadlineMillis();
    timers.move(order, order.deadlineMillis());
    finish(order, extended, atMillis);
  }

  public void apply(Shop shop, OrderShipped shipped, long atMillis) {
    Order order = require(shop, shipped);
    check(shipped.shipment() == order.parcelCount() + 1, "shipments are numbered without gaps");
    OrderDigest.removeMoving(digest, order);
    long units = 0;
    for (ShippedLine line : shipped.lines()) {
      units += line.quantity();
    }
    boolean isWatched = timers.unshippedUntilMillis(order) != 0;
    long paidAtMillis = order.parcels() == null && isWatched ? order.updatedAtMillis() : 0;
    boolean isRest = order.isRest(units);
    move(order, isRest ? Event.REST_SHIPPED : Event.PART_SHIPPED);
    Parcels parcels = slabs.claimParcels(order.position());
    Parcels.Parcel parcel = parcels.add(shipped, atMillis);
    slabs.parcelNames.add(shop, order.position(), parcel);
    OrderDigest.addSent(digest, order, parcel);
    if (isRest) {
      freeOfStuck(order);
      parcels.paidAtMillis = 0;
      parcels.stuckAtMillis = shipped.stuckAtMillis();
      parcels.completeAtMillis = shipped.completeAtMillis();
      timers.followParcels(order, parcels, atMillis);
    } else if (paidAtMillis != 0) {
      parcels.paidAtMillis = paidAtMillis;
    }
    for (ShippedLine line : shipped.lines()) {
      check(order.unshipped(line.line() - 1) >= 0, "no more is sent than was ordered");
      order.sku(line.line() - 1).stock().ship(line.quantity());
    }
    finish(order, shipped, atMillis);
  }

  public void apply(Shop shop, ShipmentDelivered delivered, long atMillis) {
    Order order = require(shop, delivered);
    Parcels parcels = order.parcels();
    if (parcels == null || delivered.shipment() > parcels.count()) {
      throw new BrokenInvariant("a delivery of a shipment that does not exist");
    }
    OrderDigest.removeMoving(digest, order);
    Parcels.Parcel parcel = parcels.get(delivered.shipment());
    check(parcel.deliveredAtMillis == 0, "a shipment is delivered once");
    move(order, Shipping.eventOfDelivery(order, parcels));
    parcels.deliver(parcel, delivered.deliveredAtMillis());
    OrderDigest.addDelivered(digest, order, parcel);
    if (delivered.completeAtMillis() != 0) {
      freeOfStuck(order);
      parcels.stuckAtMillis = 0; // from now on it is known when it passes
      parcels.completeAtMillis = delivered.completeAtMillis();
      timers.followParcels(order, parcels, atMillis);
    }
    finish(order, delivered, atMillis);
  }

  public void apply(Shop shop, OrderStuck stuck, long atMillis) {
    Order order = require(shop, stuck);
    check(order.extras().stuck == null, "an order is stuck once in a state");
    check(stuck.why() == order.stuckWhy(), "an order is stuck where it stands");
    OrderDigest.removeMoving(digest, order);
    slabs.claimExtras(order.position()).stuck = new Extras.Stuck(stuck.why(), stuck.sinceMillis());
    slabs.stuck.add(shop, order.id().value());
    Parcels parcels = order.parcels();
    timers.stop(order);
    if (stuck.why() == StuckWhy.UNCOMPLETED && parcels != null) {
      parcels.stuckAtMillis = 0;
      timers.followParcels(order, parcels, atMillis);
    }
    finish(order, stuck, atMillis);
  }

  /** It has left the state in which it stood too long. */
  private void freeOfStuck(Order order) {
    if (order.extras().stuck != null) {
      order.extras().stuck = null;
      slabs.stuck.remove(order.shop(), order.id().value());
    }
  }

  public void apply(Shop shop, CompletionPostponed postponed, long atMillis) {
    Order order = require(shop, postponed);
    Parcels parcels = order.parcels();
    if (parcels == null || parcels.completeAtMillis == 0 || parcels.isPostponed) {
      throw new BrokenInvariant("a completion is postponed once, of an order that has one ahead");
    }
    check(postponed.completeAtMillis() > parcels.completeAtMillis, "it is postponed to later");
    OrderDigest.removeMoving(digest, order);
    parcels.completeAtMillis = postponed.completeAtMillis();
    parcels.isPostponed = true;
    timers.followParcels(order, parcels, atMillis);
    finish(order, postponed, atMillis);
  }

  public void apply(Shop shop, OrderCompleted completed, long atMillis) {
    Order order = require(shop, completed);
    OrderDigest.removeMoving(digest, order);
    end(order, Event.COMPLETED, new Extras.Closing(atMillis, null, completed.finalAtMillis()));
    timers.stop(order);
    freeOfStuck(order);
    Parcels parcels = order.parcels();
    if (parcels != null) {
      parcels.stuckAtMillis = 0;
      parcels.completeAtMillis = 0;
      parcels.isPostponed = false;
    }
    finish(order, completed, atMillis);
  }

  /** Leaves nothing of them but what keys, tokens and buyers' limits remember. */
  public void apply(Shop shop, OrdersArchived archived, long atMillis) {
    shop.keep(archived.keptUpTo(), digest);
    for (OrderId id : archived.orders()) {
      Order order = slabs.find(shop, id);
      check(order != null, "an order that is archived is there");
      if (order != null) {
        check(order.isFinal(atMillis), "an order that is archived is final");
        check(!timers.isRunning(order), "nothing is ahead of an order that is archived");
        Digest terms = new Digest();
        OrderDigest.addAll(terms, order);
        digest.removeAll(terms);
        slabs.remove(order);
        shop.countArchived(id, digest);
      }
    }
  }

  /** The lines and parcels of an order that may be archived now; 0 if it may not. */
  public int partsOfLeaving(Shop shop, OrderVersion wanted, long nowMillis) {
    Order order = slabs.find(shop, wanted.order());
    return order != null && order.version() == wanted.version() && order.mayLeave(nowMillis)
        ? order.parts()
        : 0;
  }

  /**
   * Orders that may be archived now, from behind one on; no more than may leave at once.
   *
   * @param lookedMax how many are looked at at most
   */
  public FinalOrders finals(@Nullable OrderId after, int limit, int lookedMax, long nowMillis) {
    RisingIds.Walk walk = after == null ? slabs.walk() : slabs.walkBehind(after);
    List<FinalOrders.Item> items = new ArrayList<>();
    int parts = 0;
    for (int looked = 1; walk.advance(); looked++) {
      Order order = slabs.get(walk.position());
      if (order.mayLeave(nowMillis)) {
        parts += order.parts();
        if (parts > Limits.ARCHIVED_PARTS_MAX) {
          return new FinalOrders(items, items.getLast().order().order());
        }
        items.add(
            new FinalOrders.Item(order.shop().id(), new OrderVersion(order.id(), order.version())));
      }
      if (looked == lookedMax || items.size() == limit) {
        return new FinalOrders(items, order.id());
      }
    }
    return new FinalOrders(items, null);
  }

  private void end(Order order, Event event, Extras.Closing closing) {
    order.stand(
        Transitions.after(Transitions.COURSE, order.course(), event),
        order.payment(),
        order.fulfilment());
    slabs.claimExtras(order.position()).closing = closing;
  }

  private static void move(Order order, Event event) {
    order.stand(
        order.course(),
        order.payment(),
        Transitions.after(Transitions.FULFILMENT, order.fulfilment(), event));
  }

  private Order require(Shop shop, OrderChange change) {
    Order order = slabs.find(shop, change.order());
    if (order == null) {
      throw new BrokenInvariant("a change of an order that does not exist");
    }
    return order;
  }

  /** What every change ends with: the fact's receipt must be what came of it. */
  private void finish(Order order, OrderChange change, long atMillis) {
    order.update(atMillis);
    check(order.version() == change.version(), "an order's versions are numbered without gaps");
    check(order.status() == change.status(), "the status of a fact is the one it leads to");
    OrderDigest.addMoving(digest, order);
  }

  /**
   * The fact of an order's placing, which a repeat of its request is answered from; null if the
   * order was archived.
   */
  public @Nullable OrderPlaced placed(Shop shop, OrderId id) {
    Order order = slabs.find(shop, id);
    if (order == null) {
      check(shop.mayHaveArchived(id), "an order whose key is remembered is there, or was archived");
      return null;
    }
    return order.placed();
  }

  /** What {@link #glance} takes. */
  public static int hash(Shop shop, BuyerId buyer) {
    return Buyers.hash(shop, buyer);
  }

  /** A look at where an order's buyer will be sought. */
  public long glance(int hash) {
    return slabs.buyers.glance(hash);
  }

  /** And then at the buyer. */
  public long glanceAtBuyer(int hash) {
    int buyer = slabs.buyers.likely(hash);
    return buyer == Buyers.NONE ? 0 : slabs.buyers.glanceAt(buyer);
  }

  /** Before each fact is applied. */
  public void evict(long atMillis) {
    tokens.evict(atMillis);
  }

  public int size() {
    return slabs.orders();
  }

  public int buyers() {
    return slabs.buyers.size();
  }

  /** That have stood too long where they stand. */
  public int stuck() {
    return slabs.stuck.size();
  }

  public int spentTokens() {
    return tokens.size();
  }

  public long estimatedBytes() {
    return slabs.estimatedBytes() + tokens.estimatedBytes();
  }

  /** What of the state is here, for snapshots. */
  public List<Section> sections(Shops shops) {
    return new OrderSections(shops, slabs, tokens).all();
  }

  /** Goes into a snapshot after everything else. */
  public Section timesSection(Shops shops) {
    return new OrderSections(shops, slabs, tokens).times();
  }

  public void addTo(Digest fresh) {
    slabs.forEach(order -> OrderDigest.addAll(fresh, order));
    tokens.addTo(fresh);
  }

  public void audit(Consumer<String> broken) {
    new OrderAudit(slabs, goods, broken).run();
    slabs.forEach(order -> timers.audit(order, broken));
    tokens.audit(broken);
  }
}
