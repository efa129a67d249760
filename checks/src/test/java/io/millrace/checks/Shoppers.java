package io.millrace.checks;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.LeaseId;
import io.millrace.model.Money;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.TaskId;
import io.millrace.model.WantedLine;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.Change;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.node.Reply;
import io.millrace.node.Shard;
import io.millrace.testkit.SplitMix;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shop, its merchant and a crowd: they wish, ask, lose the connection and ask again. */
final class Shoppers {

  static final Currency CNY = Currency.getInstance("CNY");
  static final int STOCK = 40;
  static final List<SkuId> SKUS = List.of(new SkuId("a"), new SkuId("b"), new SkuId("c"));

  /** A few hundred turns: some orders are paid in time and some are not. */
  private static final Duration PAYMENT_TIMEOUT = Duration.ofMillis(1_500);

  private static final int BUYERS = 20;
  private static final long PRICE = 1_999;

  private final ShopId shop;
  private final SplitMix chance;
  private final Auditor auditor;
  private final List<Wish> wishes = new ArrayList<>();
  private final int wishesMax;
  private final int setUp;
  private long keys;
  private int tasks;

  Shoppers(ShopId shop, SplitMix chance, int wishesMax, Auditor auditor) {
    this.shop = shop;
    this.chance = chance;
    this.wishesMax = wishesMax;
    this.auditor = auditor;
    Actor operator = Actor.OPERATOR;
    wish(
        operator,
        new DefineShop(new ShopSettings("Mill", CNY, ZoneOffset.UTC, PAYMENT_TIMEOUT, List.of())));
    for (SkuId sku : SKUS) {
      wish(
          operator,
          new DefineSku(sku, new SkuDescription("A " + sku, PRICE, null, null, null, true)));
      wish(operator, new MoveStock(sku, STOCK, MovementCause.RECEIVED, null));
    }
    wish(operator, new DefineQueue(TaskWatch.QUEUE, TaskWatch.SETTINGS));
    setUp = wishes.size();
  }

  /** Every wish has come to an end. */
  boolean content() {
    return wishes.size() >= wishesMax && wishes.stream().allMatch(Wish::answered);
  }

  /** Somebody asks: first what the shop needs, in its order, then anything, old wishes too. */
  void act(Shard shard) {
    Wish next = firstUnset();
    if (next == null) {
      next = wishes.size() < wishesMax && chance.coin() ? newWish() : oldWish();
    }
    if (next != null && next.idle()) {
      next.sent(shard.submit(next.request()));
    }
  }

  /**
   * Mostly one that waits for its answer; now and then one that has it, which must get it again.
   */
  private @Nullable Wish oldWish() {
    int askable = wishes.size() - setUp;
    Wish any =
        askable > 0 && chance.below(4) == 0 ? wishes.get(setUp + chance.below(askable)) : null;
    // A task that is over must not be asked for again: after a day it would be another.
    boolean again = any != null && (any.request().key() != null || !any.answered());
    return again ? any : firstUnanswered();
  }

  private @Nullable Wish firstUnset() {
    for (int i = 0; i < setUp; i++) {
      if (!wishes.get(i).answered()) {
        return wishes.get(i);
      }
    }
    return null;
  }

  private @Nullable Wish firstUnanswered() {
    for (Wish wish : wishes) {
      if (!wish.answered() && wish.idle()) {
        return wish;
      }
    }
    return null;
  }

  private Wish newWish() {
    return chance.below(3) == 0 ? taskWish() : orderWish();
  }

  private Wish taskWish() {
    Actor merchant = Actor.merchant("k");
    LeaseId held = chance.coin() ? auditor.tasks().takeHeld() : null;
    if (held != null) {
      return wish(merchant, new AckTask(held));
    }
    TaskId victim = auditor.tasks().cancellable(chance.below(1_000));
    if (victim != null && chance.below(6) == 0) {
      auditor.tasks().mayBeCancelled(victim);
      return wish(merchant, new CancelTask(TaskWatch.QUEUE, victim));
    }
    if (chance.coin()) {
      return wish(merchant, TaskWatch.lease());
    }
    tasks++;
    Duration delay = Duration.ofMillis(chance.below(400));
    return wish(
        merchant,
        new ScheduleTask(
            TaskWatch.QUEUE, new TaskId("t" + tasks), null, delay, "", chance.below(3), null));
  }

  private Wish orderWish() {
    List<OrderPlaced> orders = List.copyOf(auditor.toldOrders().values());
    if (orders.isEmpty() || chance.below(3) != 0) {
      return wish(Actor.merchant("k"), order());
    }
    OrderId order = orders.get(chance.below(orders.size())).order();
    long total =
        orders.stream().filter(o -> o.order().equals(order)).findFirst().orElseThrow().total();
    return switch (chance.below(4)) {
      case 0 -> wish(Actor.merchant("k"), extension(order));
      case 1 -> wish(Actor.merchant("k"), new MarkPaid(order, new Money(total, CNY), "cash", null));
      case 2 -> wish(Actor.merchant("k"), new ShipOrder(order, List.of(), "post", "t"));
      default -> wish(Actor.merchant("k"), new CancelOrder(order, null));
    };
  }

  /** Sooner or later than it was; if that has passed when it is decided, it is refused. */
  private ExtendOrder extension(OrderId order) {
    long nowMillis = auditor.lastDecidedMillis();
    return new ExtendOrder(order, nowMillis + chance.below((int) PAYMENT_TIMEOUT.toMillis()));
  }

  private PlaceOrder order() {
    List<WantedLine> lines = new ArrayList<>();
    for (int i = 0; i <= chance.below(2); i++) {
      lines.add(new WantedLine(SKUS.get(chance.below(SKUS.size())), 1 + chance.below(2)));
    }
    BuyerId buyer = new BuyerId("buyer-" + chance.below(BUYERS));
    return new PlaceOrder(buyer, lines, null, null, List.of(), null, List.of());
  }

  private Wish wish(Actor actor, Change change) {
    RequestKey key = null;
    if (isKeyed(change)) {
      keys++;
      key = new RequestKey(new Fingerprint(keys, -keys), new Fingerprint(keys, change.hashCode()));
    }
    Wish wish = new Wish(new Request(shop, actor, key, Precondition.NONE, change));
    wishes.add(wish);
    return wish;
  }

  private static boolean isKeyed(Change change) {
    return change instanceof PlaceOrder
        || change instanceof MarkPaid
        || change instanceof ShipOrder
        || change instanceof CancelOrder
        || change instanceof ExtendOrder
        || change instanceof MoveStock;
  }

  /** Replies that have come are told to the auditor; what came to nothing is asked again. */
  void listen() {
    record Heard(Request request, Reply.Decided decided) {}
    List<Heard> heard = new ArrayList<>();
    for (Wish wish : wishes) {
      if (wish.take() instanceof Reply.Decided decided) {
        heard.add(new Heard(wish.request(), decided));
      }
    }
    heard.sort(Comparator.comparingLong(one -> one.decided().position()));
    heard.forEach(one -> auditor.told(one.request(), one.decided()));
  }

  void loseConnections() {
    listen();
    wishes.forEach(Wish::lost);
  }
}
