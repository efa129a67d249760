package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.DueTimer;
import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.Frame;
import io.millrace.journal.Log;
import io.millrace.journal.LogId;
import io.millrace.model.Actor;
import io.millrace.model.Backoff;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Label;
import io.millrace.model.LeaseId;
import io.millrace.model.Level;
import io.millrace.model.Money;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.PastDue;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.SlotTable;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.Command;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.command.ReadStock;
import io.millrace.model.command.ReviveTask;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.wire.FactEncoder;
import io.millrace.node.Clock;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.LogFollower;
import io.millrace.testkit.MemoryLog;
import io.millrace.testkit.MemoryLogStore;
import io.millrace.testkit.SimulatedClock;
import io.millrace.testkit.SplitMix;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Two shops on an engine whose log is in memory: they live a random life, moved by hand. */
final class Mill {

  static final Currency CNY = Currency.getInstance("CNY");
  static final ShopId SHOP = new ShopId("mill");
  static final ShopId OTHER = new ShopId("Mill"); // another shop, also for databases
  static final List<SkuId> SKUS = List.of(new SkuId("flour"), new SkuId("bran"));
  private static final QueueId QUEUE = new QueueId("jobs");
  private static final Actor MERCHANT = Actor.merchant("k");
  private static final int TIMERS_PER_TURN = 1_000;

  /** Few, so that orders are read from the tables and changed there. */
  private static final int BATCH_FACTS = 40;

  final SimulatedClock clock = new SimulatedClock(1_800_000_000_000L);
  final List<OrderId> orders = new ArrayList<>();

  /** Every fact, as it was told. */
  final List<Told> told = new ArrayList<>();

  final MemoryLog log;
  private final Engine engine = new Engine(0, EngineLimits.DEFAULT);
  private final FactEncoder encoder = new FactEncoder();
  private final List<LeaseId> leases = new ArrayList<>();
  private int references;
  private int tasks;

  /** A fact and its log time. */
  record Told(long atMillis, Recorded recorded) {}

  Mill() {
    log = MemoryLog.open(new MemoryLogStore(new LogId(7, 9), 0), Runnable::run);
    keep(
        List.of(
            new Recorded(
                Level.CURRENT,
                null,
                0,
                Actor.NODE,
                null,
                new Opened(7, 9, 1, 0, 1, SlotTable.dealt(1)))));
    for (ShopId shop : List.of(SHOP, OTHER)) {
      must(
          shop,
          Actor.OPERATOR,
          new DefineShop(
              new ShopSettings("A mill", CNY, ZoneOffset.UTC, Duration.ofHours(1), List.of())));
      for (SkuId sku : SKUS) {
        must(
            shop,
            MERCHANT,
            new DefineSku(sku, new SkuDescription("A " + sku, 100, null, null, null, true)));
        must(shop, MERCHANT, new MoveStock(sku, 100_000, MovementCause.RECEIVED, "first"));
      }
      must(
          shop,
          MERCHANT,
          new DefineQueue(
              QUEUE,
              new QueueSettings(
                  2,
                  new Backoff.Listed(List.of(Duration.ZERO)),
                  Duration.ofMinutes(1),
                  PastDue.FIRE,
                  false,
                  Duration.ofDays(30),
                  1_000)));
    }
  }

  /** A follower that keeps tables of this log. */
  LogFollower follower(SqlReadModel model, FollowerWatch watch) {
    return follower(model, clock, () -> log, watch);
  }

  static LogFollower follower(
      SqlReadModel model, Clock clock, Supplier<Log> log, FollowerWatch watch) {
    return new LogFollower(
        new LogFollower.Shape(
            "read-model",
            1,
            model.effect(),
            _ -> log.get(),
            _ -> clock.wallMillis(),
            () -> "",
            BATCH_FACTS),
        clock,
        watch);
  }

  static void stepAll(LogFollower follower) {
    while (follower.step()) {
      // each step does some of it
    }
  }

  private long now() {
    return clock.wallMillis();
  }

  Outcome tell(ShopId shop, Actor actor, Command command) {
    Outcome outcome = engine.decide(Request.of(shop, actor, command), now());
    if (outcome instanceof Outcome.Accepted accepted) {
      keep(accepted.facts());
    }
    return outcome;
  }

  /** The way in for those who ask a node. */
  Gate gate() {
    return new Gate() {
      @Override
      public CompletableFuture<Reply> submit(Request request) {
        return submit(0, request);
      }

      @Override
      public CompletableFuture<Reply> submit(int shard, Request request) {
        Outcome outcome = tell(request.shop(), request.actor(), request.command());
        return CompletableFuture.completedFuture(
            new Reply.Decided(outcome, position(request.shop()), now()));
      }

      @Override
      public int shards() {
        return 1;
      }
    };
  }

  Answer must(ShopId shop, Actor actor, Command command) {
    Outcome outcome = tell(shop, actor, command);
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    return ((Outcome.Accepted) outcome).answer();
  }

  private void keep(List<Recorded> facts) {
    long first = engine.sequence() + 1;
    encoder.truncate(0);
    for (Recorded fact : facts) {
      engine.apply(fact, now());
      told.add(new Told(now(), fact));
      encoder.add(fact);
    }
    var _ =
        log.append(
            new Frame(
                first, facts.size(), now(), engine.digest(), encoder.array(), encoder.length()));
  }

  /** Time passes, and whatever is due happens. */
  void pass(Duration time) {
    clock.passMillis(time.toMillis());
    while (engine.turn(now(), TIMERS_PER_TURN)) {
      fireDue();
    }
    fireDue();
  }

  private void fireDue() {
    for (DueTimer due = engine.due(); due != null; due = engine.due()) {
      keep(List.of(engine.fire(due, now())));
    }
  }

  /** Many things that may happen, in any order. */
  void live(SplitMix chance, int turns) {
    for (int i = 0; i < turns; i++) {
      ShopId shop = chance.below(8) == 0 ? OTHER : SHOP;
      switch (chance.below(20)) {
        case 0, 1, 2 -> place(shop, chance);
        case 3 -> pass(Duration.ofMinutes(chance.below(20)));
        case 4 -> pass(Duration.ofHours(chance.below(24)));
        case 5 ->
            tell(
                shop,
                MERCHANT,
                new MoveStock(
                    SKUS.get(chance.below(2)),
                    1 + chance.below(50),
                    MovementCause.CORRECTED,
                    null));
        case 6, 7 -> work(shop, chance);
        default -> change(shop, chance);
      }
    }
  }

  OrderId place(ShopId shop, SplitMix chance) {
    List<WantedLine> lines = new ArrayList<>();
    for (int i = 0; i <= chance.below(3); i++) {
      lines.add(new WantedLine(SKUS.get(chance.below(2)), 1 + chance.below(3)));
    }
    boolean isPlain = chance.coin();
    Outcome outcome =
        tell(
            shop,
            MERCHANT,
            new PlaceOrder(
                new BuyerId("buyer-" + chance.below(5)),
                lines,
                null,
                null,
                isPlain ? List.of() : List.of(new Charge(Charge.Kind.SHIPPING, "Post", 500)),
                isPlain ? null : "ref-" + ++references,
                isPlain ? List.of() : List.of(new Label("B", "2"), new Label("a", "1"))));
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    OrderId order = ((OrderPlaced) ((Outcome.Accepted) outcome).facts().getFirst().fact()).order();
    orders.add(order);
    return order;
  }

  /** Any change of any order; most are refused, and then nothing happens. */
  private void change(ShopId shop, SplitMix chance) {
    if (orders.isEmpty()) {
      return;
    }
    OrderId order = orders.get(Math.max(0, orders.size() - 1 - chance.below(20)));
    OrderView view = find(shop, order);
    if (view == null) {
      return;
    }
    Command command =
        switch (chance.below(10)) {
          case 0, 1, 2 ->
              new MarkPaid(
                  order,
                  new Money(view.placed().total(), CNY),
                  "bank",
                  references % 2 == 0 ? null : now() - references * 1_234_567L);
          case 3 -> new ExtendOrder(order, now() + chance.below(10_000_000));
          case 4 -> new CancelOrder(order, chance.coin() ? "CHANGED_MIND" : null);
          case 5 ->
              new ShipOrder(
                  order,
                  List.of(new ShippedLine(1 + chance.below(view.placed().lines().size()), 1)),
                  "post",
                  "t",
                  chance.coin() ? "parcel-" + ++references : null,
                  chance.coin() ? List.of(new Label("box", "9")) : List.of());
          case 6 -> new ShipOrder(order, List.of(), "post", "rest");
          case 7 ->
              new DeliverShipment(order, 1 + chance.below(view.shipments().size() + 1), now());
          case 8 -> new PostponeCompletion(order, now() + Duration.ofDays(20).toMillis());
          default -> new CompleteOrder(order);
        };
    tell(shop, MERCHANT, command);
  }

  private void work(ShopId shop, SplitMix chance) {
    switch (chance.below(5)) {
      case 0, 1 ->
          tell(
              shop,
              MERCHANT,
              new ScheduleTask(
                  QUEUE,
                  new TaskId("t" + (chance.coin() ? tasks : ++tasks)),
                  null,
                  Duration.ofMinutes(chance.below(30)),
                  "payload",
                  chance.below(3),
                  chance.coin() ? new TaskGroup("east") : null));
      case 2 -> {
        Outcome leased =
            tell(shop, MERCHANT, new LeaseTasks(QUEUE, 3, null, Duration.ZERO, 0, List.of()));
        if (leased instanceof Outcome.Accepted(var _, LeasedTasks(var items, var _))) {
          items.forEach(item -> leases.add(item.lease()));
        }
      }
      case 3 ->
          tell(
              shop,
              MERCHANT,
              chance.coin()
                  ? new ReviveTask(QUEUE, new TaskId("t" + chance.below(tasks + 1)))
                  : new CancelTask(QUEUE, new TaskId("t" + chance.below(tasks + 1))));
      default -> {
        if (!leases.isEmpty()) {
          LeaseId lease = leases.removeFirst();
          tell(shop, MERCHANT, chance.coin() ? new AckTask(lease) : new NackTask(lease, null));
        }
      }
    }
  }

  @org.jspecify.annotations.Nullable OrderView find(ShopId shop, OrderId order) {
    Outcome outcome = engine.decide(Request.of(shop, Actor.OPERATOR, new ReadOrder(order)), now());
    return outcome instanceof Outcome.Answered(OrderView view) ? view : null;
  }

  StockView stock(ShopId shop, SkuId sku) {
    Outcome outcome = engine.decide(Request.of(shop, Actor.OPERATOR, new ReadStock(sku)), now());
    return (StockView) ((Outcome.Answered) outcome).answer();
  }

  long position(ShopId shop) {
    return engine.shopSequence(shop);
  }
}
