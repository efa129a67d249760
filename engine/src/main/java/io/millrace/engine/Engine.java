package io.millrace.engine;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.archive.Archiving;
import io.millrace.engine.goods.Goods;
import io.millrace.engine.goods.GoodsRules;
import io.millrace.engine.goods.ShelfTaker;
import io.millrace.engine.goods.Stock;
import io.millrace.engine.id.Ids;
import io.millrace.engine.key.RememberedKey;
import io.millrace.engine.key.RememberedKeys;
import io.millrace.engine.order.Changing;
import io.millrace.engine.order.FiringOrders;
import io.millrace.engine.order.OrderQueries;
import io.millrace.engine.order.Orders;
import io.millrace.engine.order.Placing;
import io.millrace.engine.order.Shipping;
import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.proof.Digest;
import io.millrace.engine.purchase.Purchases;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.shop.ShopRules;
import io.millrace.engine.shop.Shops;
import io.millrace.engine.snapshot.Section;
import io.millrace.engine.snapshot.StateBuilder;
import io.millrace.engine.snapshot.StateSlices;
import io.millrace.engine.snapshot.UnreadableState;
import io.millrace.engine.task.FiringTasks;
import io.millrace.engine.task.Leasing;
import io.millrace.engine.task.QueuePlace;
import io.millrace.engine.task.TaskQueries;
import io.millrace.engine.task.TaskRules;
import io.millrace.engine.task.Tasks;
import io.millrace.engine.webhook.WebhookRules;
import io.millrace.engine.webhook.Webhooks;
import io.millrace.engine.wheel.Wheel;
import io.millrace.model.Fingerprint;
import io.millrace.model.Level;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.SlotTable;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.Change;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.DeleteDead;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.command.Query;
import io.millrace.model.command.RaiseLevel;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ReviveTask;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.model.command.RotateQueueSecret;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.command.WebhookChange;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.OrderStuck;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.ShipmentDelivered;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TaskFact;
import io.millrace.model.fact.TimePassed;
import io.millrace.model.fact.WebhookFact;
import io.millrace.model.refusal.KeyReused;
import io.millrace.model.refusal.KeysFull;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.ShopUnknown;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All state of a shard and all its rules. Owned by the shard's writer thread.
 *
 * <p>{@link #decide} says what shall happen and changes nothing; {@link #apply} makes it so and
 * decides nothing. Refusals are checked in this order: shape, key, duplicates, references, state,
 * arithmetic. So a repeat gets its first answer whatever has become of the shop since.
 */
public class Engine {
  private final Digest digest = new Digest();
  private final Shard shard;
  private final Ids ids;
  private final Shops shops;
  private final Goods goods;
  private final Purchases purchases;
  private final Orders orders;
  private final RememberedKeys keys;
  private final Wheel wheel = new Wheel();
  private final Tasks tasks;
  private final Webhooks webhooks;

  private final ShopRules shopRules;
  private final GoodsRules goodsRules;
  private final Placing placing;
  private final Changing changing;
  private final Shipping shipping;
  private final TaskRules taskRules;
  private final WebhookRules webhookRules;
  private final Leasing leasing;
  private final FiringTasks firingTasks;
  private final FiringOrders firingOrders;
  private final Archiving archiving;
  private final Replays replays;
  private final Queries queries;
  private final Foresight foresight;

  public Engine(int shard, EngineLimits limits) {
    this(shard, limits, Level.CURRENT);
  }

  /**
   * One of another release.
   *
   * @param levelKnown the highest level of facts that it can read
   */
  public Engine(int shard, EngineLimits limits, int levelKnown) {
    this.shard = new Shard(shard, levelKnown, digest);
    this.ids = new Ids(shard, digest);
    this.shops = new Shops(digest);
    this.goods = new Goods(digest);
    this.purchases = new Purchases(digest);
    this.orders =
        new Orders(
            new Orders.Surroundings(shops, goods, purchases, ids, wheel, digest),
            limits.rememberedKeysMax());
    this.keys =
        new RememberedKeys(limits.rememberedKeysMax(), limits.rememberedKeysReserve(), digest);
    this.tasks = new Tasks(wheel, ids, digest);
    this.webhooks = new Webhooks(digest);
    this.foresight = new Foresight(keys, orders, goods);
    this.shopRules = new ShopRules(shops);
    this.goodsRules = new GoodsRules(goods, ids);
    this.placing = new Placing(orders, goods, purchases, ids);
    this.changing = new Changing(orders);
    this.shipping = new Shipping(orders);
    this.taskRules = new TaskRules(tasks, ids);
    this.webhookRules = new WebhookRules(webhooks);
    this.leasing = new Leasing(tasks);
    this.firingTasks = new FiringTasks(tasks);
    this.firingOrders = new FiringOrders(orders);
    this.archiving = new Archiving(orders);
    this.replays = new Replays(goods, orders);
    this.queries =
        new Queries(
            this.shard,
            shops,
            shopRules,
            goodsRules,
            placing,
            new OrderQueries(orders),
            new TaskQueries(tasks),
            archiving,
            webhookRules);
  }

  /** How many requests or facts one call of {@code expect} looks at. */
  public static final int EXPECTED_MAX = Foresight.ORDERS_MAX;

  /**
   * Says what will be decided next, so that the engine can have it at hand. Nothing changes, and
   * whoever does not call this gets the same answers later.
   */
  public void expect(Request[] requests, int from, int to) {
    for (int i = from; i < to; i++) {
      Request request = requests[i];
      foresight.addKey(request.key());
      Shop shop = shops.find(request.shop());
      if (shop != null && request.command() instanceof PlaceOrder place) {
        foresight.addBuyer(shop, place.buyer());
        for (int line = 0; line < place.lines().size(); line++) {
          foresight.addSku(shop, place.lines().get(line).sku());
        }
      }
    }
    foresight.look();
  }

  /** The same for facts that will be applied next. */
  public void expect(List<Recorded> facts, int from, int to) {
    for (int i = from; i < to; i++) {
      Recorded recorded = facts.get(i);
      foresight.addKey(recorded.key());
      Shop shop = shops.find(recorded.shop());
      if (shop != null && recorded.fact() instanceof OrderPlaced placed) {
        foresight.addBuyer(shop, placed.buyer());
        for (int line = 0; line < placed.lines().size(); line++) {
          foresight.addSku(shop, placed.lines().get(line).sku());
        }
      }
    }
    foresight.look();
  }

  /** What shall become of a request. Changes nothing, and throws for no request. */
  public Outcome decide(Request request, long nowMillis) {
    return switch (request.command()) {
      case Change change -> decide(request, change, nowMillis);
      case Query query -> queries.answer(request, query, nowMillis);
      case RaiseLevel raise -> shard.raise(request, raise);
    };
  }

  private Outcome decide(Request request, Change change, long nowMillis) {
    Refusal shape = Shapes.check(request, change, nowMillis);
    if (shape != null) {
      return new Outcome.Refused(shape);
    }
    Shop shop = shops.find(request.shop());
    RequestKey key = request.key();
    RememberedKey known = key == null ? null : keys.find(key.scope());
    if (key != null && known != null) {
      // A scope names its shop, so a bound key whose shop is not there is another request's.
      return shop != null && known.bindsTo(key.command())
          ? new Outcome.Replayed(replays.answer(shop, known))
          : new Outcome.Refused(new KeyReused());
    }
    Outcome outcome = decide(request, change, shop, nowMillis);
    boolean binds = key != null && outcome instanceof Outcome.Accepted;
    // Asked last: what is refused or changes nothing needs no room.
    return binds && !keys.hasRoom(Shapes.mayUseReserve(change), nowMillis)
        ? new Outcome.Refused(new KeysFull())
        : outcome;
  }

  private Outcome decide(Request request, Change change, @Nullable Shop shop, long nowMillis) {
    if (change instanceof DefineShop define && shard.isHomeOf(request.shop())) {
      return shopRules.define(request, shop, define, nowMillis);
    }
    // A shop that does not exist has no references and tokens either: duplicates cannot hide here.
    return shop == null
        ? new Outcome.Refused(new ShopUnknown(request.shop()))
        : decideIn(shop, request, change, nowMillis);
  }

  private Outcome decideIn(Shop shop, Request request, Change change, long nowMillis) {
    return switch (change) {
      case PlaceOrder place -> placing.place(request, shop, place, nowMillis);
      case MarkPaid paid -> changing.markPaid(request, shop, paid, nowMillis);
      case CancelOrder cancel -> changing.cancel(request, shop, cancel, nowMillis);
      case ExtendOrder extend -> changing.extend(request, shop, extend, nowMillis);
      case ShipOrder ship -> shipping.ship(request, shop, ship, nowMillis);
      case DeliverShipment deliver -> shipping.deliver(request, shop, deliver, nowMillis);
      case PostponeCompletion postpone -> changing.postpone(request, shop, postpone, nowMillis);
      case CompleteOrder complete -> changing.complete(request, shop, complete, nowMillis);
      case ArchiveOrders archive -> archiving.archive(request, shop, archive, nowMillis);
      case MoveStock move -> goodsRules.move(request, shop, move, nowMillis);
      case DefineSku define -> goodsRules.define(request, shop, define, nowMillis);
      case DefineSkus batch -> goodsRules.defineAll(request, shop, batch);
      case DefineShop define -> shopRules.define(request, shop, define, nowMillis);
      case IssueMerchantKey issue -> shopRules.issueKey(request, shop, issue, nowMillis);
      case RevokeMerchantKey revoke -> shopRules.revokeKey(request, shop, revoke);
      case IssueBuyerSecret issue -> shopRules.issueSecret(request, shop, issue, nowMillis);
      case DefineQueue define -> taskRules.define(request, shop, define, nowMillis);
      case RotateQueueSecret rotate -> taskRules.rotate(request, shop, rotate, nowMillis);
      case ScheduleTask schedule -> taskRules.schedule(request, shop, schedule, nowMillis);
      case CancelTask cancel -> taskRules.cancel(request, shop, cancel);
      case LeaseTasks lease -> leasing.lease(request, shop, lease, nowMillis);
      case AckTask ack -> taskRules.ack(request, shop, ack);
      case NackTask nack -> taskRules.nack(request, shop, nack, nowMillis);
      case ExtendLease extend -> taskRules.extend(request, shop, extend, nowMillis);
      case ReviveTask revive -> taskRules.revive(request, shop, revive, nowMillis);
      case ReviveAll revive -> taskRules.reviveAll(request, shop, revive);
      case DeleteDead delete -> taskRules.delete(request, shop, delete);
      case WebhookChange webhook -> webhookRules.change(request, shop, webhook, nowMillis);
    };
  }

  /**
   * Lets log time come: what is due by now stands ready for {@link #fire}. Moves nothing but a
   * cache, so it may be called as often as one likes, or never.
   *
   * @param movesMax how much of the cache may be moved at most
   * @return whether anything was moved
   */
  public boolean turn(long nowMillis, int movesMax) {
    return wheel.turn(nowMillis, movesMax);
  }

  /** The due timer that is next; null when there is none. */
  public @Nullable DueTimer due() {
    long timer = wheel.first();
    return timer == Wheel.NONE ? null : new DueTimer(wheel.kind(timer), wheel.id(timer));
  }

  /**
   * What {@link #due} does. Changes nothing: the timer leaves when the fact is applied, which must
   * be before anything else is decided.
   */
  public Recorded fire(DueTimer due, long nowMillis) {
    return switch (due.kind()) {
      case TASK_DUE -> firingTasks.due(due.id(), nowMillis);
      case LEASE_END -> firingTasks.leaseEnd(due.id(), nowMillis);
      case DEAD_END -> firingTasks.deadEnd(due.id());
      case REVIVAL -> firingTasks.revival(due.id(), nowMillis);
      case ORDER_UNPAID -> firingOrders.unpaid(due.id());
      case ORDER_STUCK -> firingOrders.stuck(due.id());
      case ORDER_COMPLETE -> firingOrders.complete(due.id(), nowMillis);
    };
  }

  /** Leaves {@link #due} where it is, out of everybody's way, until the log is replayed again. */
  public void shelveDue() {
    wheel.shelve(wheel.first());
  }

  /** Whether there is something to {@link #turn} or {@link #fire} without time passing. */
  public boolean isTurning() {
    return wheel.isUnderWay();
  }

  /** When log time next brings something to do; {@link Long#MAX_VALUE} for never. */
  public long wakeMillis() {
    return wheel.wakeMillis();
  }

  /** Timers whose time has come and that have not fired. */
  public int dueTimers() {
    return wheel.dueCount();
  }

  /** Orders that have stood too long where they stand. */
  public int stuckOrders() {
    return orders.stuck();
  }

  /** Queues in which something became due since this was last asked, for workers who wait. */
  public List<QueuePlace> takeAwake() {
    return tasks.takeAwake();
  }

  public boolean hasAwake() {
    return tasks.hasAwake();
  }

  /** Whether a queue has something for a worker now. */
  public boolean isReady(QueuePlace place) {
    return tasks.isReady(place);
  }

  /** Tells of each SKU that may have sold out, or come back, since this was last asked. */
  public void takeShelves(ShelfTaker taker) {
    goods.takeShelves(taker);
  }

  /** Scopes of all remembered keys, and all spent tokens that are remembered. */
  public void forEachRemembered(Consumer<Fingerprint> action) {
    keys.forEachScope(action);
    orders.forEachSpent(action);
  }

  /** Log time of the oldest of these; {@link Long#MAX_VALUE} when there are none. */
  public long oldestRememberedMillis() {
    return Math.min(keys.oldestMillis(), orders.oldestSpentMillis());
  }

  /**
   * Whether the first thing that can be wrong with an order, if neither key nor token is remembered
   * and it takes no reference, is that a SKU has sold out. Looks at the request alone.
   */
  public static boolean restsOnShelves(Request request, PlaceOrder place, long nowMillis) {
    return place.reference() == null
        && Shapes.check(request, place, nowMillis) == null
        && Placing.isForItsToken(place);
  }

  /**
   * The only way in which state changes, live and at replay.
   *
   * @throws BrokenInvariant when the fact does not fit the state, which is then half changed: the
   *     shard must be rebuilt
   */
  public void apply(Recorded recorded, long atMillis) {
    shard.advance(recorded.level());
    keys.evict(atMillis);
    orders.evict(atMillis);
    tasks.evict(atMillis);
    switch (recorded.fact()) {
      case Opened opened -> {
        shard.apply(opened);
        tasks.opened(atMillis);
      }
      case LevelRaised raised -> shard.apply(raised);
      case TimePassed _ -> {} // the time of its frame is all it says
      case ShopFact fact -> apply(recorded, fact, atMillis);
    }
    if (recorded.key() != null) {
      keys.bind(recorded.key(), recorded.fact(), atMillis);
    }
  }

  private void apply(Recorded recorded, ShopFact fact, long atMillis) {
    ShopId id = recorded.shop();
    if (fact instanceof ShopDefined first && first.version() == 1 && id != null) {
      check(shops.find(id) == null, "a shop is made once");
      check(shard.isHomeOf(id), "a shop of another shard");
      shops.applyFirst(id, first, recorded.shopSequence(), atMillis);
    } else {
      applyIn(shops.advance(id, recorded.shopSequence()), fact, atMillis);
    }
  }

  private void applyIn(Shop shop, ShopFact fact, long atMillis) {
    switch (fact) {
      case OrderPlaced placed -> orders.apply(shop, placed, atMillis);
      case OrderMarkedPaid paid -> orders.apply(shop, paid, atMillis);
      case OrderCancelled cancelled -> orders.apply(shop, cancelled, atMillis);
      case OrderExpired expired -> orders.apply(shop, expired, atMillis);
      case OrderExtended extended -> orders.apply(shop, extended, atMillis);
      case OrderStuck stuck -> orders.apply(shop, stuck, atMillis);
      case OrderShipped shipped -> orders.apply(shop, shipped, atMillis);
      case ShipmentDelivered delivered -> orders.apply(shop, delivered, atMillis);
      case CompletionPostponed postponed -> orders.apply(shop, postponed, atMillis);
      case OrderCompleted completed -> orders.apply(shop, completed, atMillis);
      case OrdersArchived archived -> orders.apply(shop, archived, atMillis);
      case StockMoved moved -> {
        ids.take(moved.id());
        goods.apply(shop, moved);
      }
      case SkuDefined defined -> goods.apply(shop, defined, atMillis);
      case SkuBatchAnswered _ -> {} // its SKUs have facts of their own
      case ShopDefined defined -> shops.apply(shop, defined, atMillis);
      case MerchantKeyIssued issued -> shops.apply(shop, issued, atMillis);
      case MerchantKeyRevoked revoked -> shops.apply(shop, revoked);
      case BuyerSecretIssued issued -> shops.apply(shop, issued, atMillis);
      case TaskFact task -> tasks.apply(shop, task, atMillis);
      case WebhookFact webhook -> webhooks.apply(shop, webhook, atMillis);
    }
  }

  public long digest() {
    return digest.sum();
  }

  /** Facts applied so far. */
  public long sequence() {
    return shard.sequence();
  }

  /** Facts of one shop so far; 0 when there is no such shop. */
  public long shopSequence(ShopId id) {
    Shop shop = shops.find(id);
    return shop == null ? 0 : shop.sequence();
  }

  /** The language that the log has come to; of a log without facts, the newest that is known. */
  public int level() {
    return shard.level();
  }

  /** The highest level of facts that it can read. */
  public int levelKnown() {
    return shard.levelKnown();
  }

  public EngineFigures figures() {
    return new EngineFigures(
        shops.size(),
        goods.size(),
        orders.size(),
        orders.buyers(),
        keys.size(),
        orders.spentTokens(),
        orders.estimatedBytes(),
        keys.estimatedBytes(),
        tasks.queueCount(),
        tasks.size(),
        tasks.estimatedBytes(),
        wheel.size(),
        wheel.estimatedBytes());
  }

  /** Looks at everything, however long it takes, and says what contradicts a promise. */
  public void audit(Consumer<String> broken) {
    goods.forEach(sku -> {
      Stock stock = sku.stock();
      if (stock.available() < 0 || stock.held() < 0 || stock.committed() < 0) {
        broken.accept(sku.id() + " has fewer than no units");
      }
    });
    orders.audit(broken);
    purchases.audit(broken);
    keys.audit(broken);
    tasks.audit(broken);
    wheel.audit(broken);
    if (freshDigest() != digest.sum()) {
      broken.accept("the running digest is not that of the state");
    }
  }

  /** From nothing but the state, however long it takes. */
  private long freshDigest() {
    Digest fresh = new Digest();
    shard.addTo(fresh);
    ids.addTo(fresh);
    shops.addTo(fresh);
    goods.addTo(fresh);
    purchases.addTo(fresh);
    orders.addTo(fresh);
    keys.addTo(fresh);
    tasks.addTo(fresh);
    webhooks.addTo(fresh, shops);
    return fresh.sum();
  }

  /** All state, to be written to a snapshot. Nothing may be applied before the last slice. */
  public StateSlices slices() {
    return new StateSlices(sections());
  }

  /** What makes an engine that knows nothing yet into the one whose slices it gets. */
  public StateBuilder builder() {
    check(sequence() == 0, "only an engine that knows nothing can become another");
    return new StateBuilder(sections());
  }

  /**
   * After the builder has got the last slice.
   *
   * @throws UnreadableState if this is not the state that the snapshot was made of
   */
  public void proveBuilt(long digestThen) {
    long fresh;
    try {
      fresh = freshDigest();
    } catch (BrokenInvariant | IndexOutOfBoundsException e) {
      throw new UnreadableState("it names things that are not in it", e);
    }
    if (fresh != digestThen) {
      throw new UnreadableState("it leads to another state than the one it was made of");
    }
    digest.goOnFrom(fresh);
  }

  /**
   * How shops are defined, who may speak for them, and how their queues push, as the facts that
   * would make it so.
   */
  public List<Recorded> standing() {
    List<Recorded> facts = new ArrayList<>(shops.standing());
    facts.addAll(tasks.standing());
    return facts;
  }

  /** Which shard each slot lives in; null before the log was ever opened. */
  public @Nullable SlotTable slots() {
    return shard.slots();
  }

  private List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(shard.section(ids));
    sections.addAll(shops.sections());
    sections.addAll(goods.sections(shops));
    sections.addAll(orders.sections(shops));
    sections.add(keys.section());
    sections.add(purchases.section(goods));
    sections.addAll(tasks.sections(shops));
    sections.add(orders.timesSection(shops));
    sections.add(webhooks.section(shops));
    sections.add(tasks.secretSection(shops));
    return sections;
  }
}
