package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.Fulfilment;
import io.millrace.model.Limits;
import io.millrace.model.Money;
import io.millrace.model.OrderId;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.read.AsOf;
import io.millrace.model.read.KeptOrders;
import io.millrace.model.read.LedgerEntry;
import io.millrace.model.read.LedgerPage;
import io.millrace.model.read.OrderHistory;
import io.millrace.model.read.OrderSearch;
import io.millrace.model.read.ReadModel;
import io.millrace.model.read.ReadModelUnavailable;
import io.millrace.model.read.SalesQuestion;
import io.millrace.model.read.SalesReport;
import io.millrace.model.refusal.Code;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import io.millrace.node.follow.Archiver;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.LogFollower;
import io.millrace.testkit.SplitMix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders leave memory when the tables have all of them, and not before. */
class ArchiverTest {
  private static final long SEED = 20_261_126;
  private static final Duration AFTER_THE_WINDOW = Duration.ofDays(91);
  private static final Actor MERCHANT = Actor.merchant("k");

  @TempDir Path directory;

  private final Mill mill = new Mill();
  private SqlReadModel model;
  private LogFollower follower;

  @BeforeEach
  void open() {
    model = new SqlReadModel(SqlReadModel.urlOf(directory.resolve("model.db")));
    follower = mill.follower(model, FollowerWatch.NONE);
  }

  @AfterEach
  void close() {
    model.effect().close();
    model.close();
  }

  private static void round(Archiver archiver) {
    Archiver.Step step;
    do {
      step = archiver.step();
      assertThat(step).isNotEqualTo(Archiver.Step.FAILED);
    } while (step != Archiver.Step.ROUND);
  }

  private Map<OrderId, OrderView> inMemory() {
    Map<OrderId, OrderView> views = new HashMap<>();
    for (OrderId order : mill.orders) {
      OrderView view = mill.find(Mill.SHOP, order);
      if (view != null) {
        views.put(order, view);
      }
    }
    return views;
  }

  private void assertKept(Map<OrderId, OrderView> before) throws ReadModelUnavailable {
    for (Map.Entry<OrderId, OrderView> each : before.entrySet()) {
      if (mill.find(Mill.SHOP, each.getKey()) == null) {
        assertThat(model.order(Mill.SHOP, each.getKey()).what()).contains(each.getValue());
      }
    }
  }

  @Test
  void shouldLetGoOnlyWhatTheTablesHave() throws Exception {
    mill.live(new SplitMix(SEED), 1_000);
    mill.pass(Limits.GIVEN_UP_STAY);
    Map<OrderId, OrderView> before = inMemory();
    Archiver archiver = new Archiver(mill.gate(), model, follower::isFollowing);
    round(archiver);
    assertThat(archiver.archived()).as("there are no tables yet").isZero();
    for (int i = 0; i < 8; i++) {
      follower.step();
    }
    round(archiver);
    long some = archiver.archived();
    assertThat(some).as("what the first batches brought").isPositive();
    assertKept(before);
    Mill.stepAll(follower);
    round(archiver);
    assertThat(archiver.archived()).isGreaterThan(some);
    mill.pass(AFTER_THE_WINDOW); // what was sent completes
    mill.pass(AFTER_THE_WINDOW);
    Map<OrderId, OrderView> settled = inMemory();
    before.putAll(settled);
    Mill.stepAll(follower);
    round(archiver);
    assertThat(inMemory().values())
        .as("only what is open stays")
        .allMatch(order -> order.closedAtMillis() == null);
    assertKept(before);
  }

  @Test
  void shouldKeepAnOrderToWhichSomethingHappensAfterTheTablesWereAsked() throws Exception {
    OrderId order = mill.place(Mill.SHOP, new SplitMix(SEED));
    OrderView placed = Objects.requireNonNull(mill.find(Mill.SHOP, order));
    Money total = new Money(placed.placed().total(), Mill.CNY);
    mill.must(Mill.SHOP, MERCHANT, new MarkPaid(order, total, "bank", null));
    mill.must(Mill.SHOP, MERCHANT, new ShipOrder(order, List.of(), "post", "1"));
    mill.must(Mill.SHOP, MERCHANT, new CompleteOrder(order));
    mill.pass(AFTER_THE_WINDOW);
    Mill.stepAll(follower);
    DeliverShipment arrival = new DeliverShipment(order, 1, mill.clock.wallMillis());
    ReadModel interrupted =
        new Interrupted(model, () -> mill.tell(Mill.SHOP, MERCHANT, arrival)); // accepted once
    Archiver archiver = new Archiver(mill.gate(), interrupted, follower::isFollowing);
    round(archiver);
    OrderView arrived = Objects.requireNonNull(mill.find(Mill.SHOP, order), "it stays");
    assertThat(arrived.fulfilment()).isEqualTo(Fulfilment.DELIVERED);
    Mill.stepAll(follower);
    round(archiver);
    assertThat(mill.find(Mill.SHOP, order)).isNull();
    assertThat(model.order(Mill.SHOP, order).what()).contains(arrived);
  }

  @Test
  void shouldMakeTablesAnewWithOrdersThatLeftLongAgo() throws Exception {
    mill.live(new SplitMix(SEED + 1), 500);
    mill.pass(AFTER_THE_WINDOW);
    Map<OrderId, OrderView> before = inMemory();
    Mill.stepAll(follower);
    Archiver archiver = new Archiver(mill.gate(), model, follower::isFollowing);
    round(archiver);
    assertThat(archiver.archived()).isPositive();
    CompletableFuture<Boolean> begun = follower.rebuild();
    follower.step();
    assertThat(begun).isCompletedWithValue(true);
    round(archiver); // of the tables that serve
    assertKept(before);
    Mill.stepAll(follower);
    assertThat(follower.status().rebuilding()).isEmpty();
    assertKept(before);
  }

  /** Tables that have seen more than the log holds are of another history. */
  @Test
  void shouldNotBelieveTablesThatAreAheadOfARestoredLog() throws Exception {
    mill.live(new SplitMix(SEED), 1_000);
    Mill.stepAll(follower);
    Mill restored = new Mill();
    restored.live(new SplitMix(SEED), 500); // the same half, and no more
    restored.pass(Limits.GIVEN_UP_STAY);
    LogFollower ahead = restored.follower(model, FollowerWatch.NONE);
    Archiver archiver = new Archiver(restored.gate(), model, ahead::isFollowing);
    round(archiver);
    assertThat(archiver.archived()).as("before it has looked").isZero();
    Mill.stepAll(ahead);
    assertThat(ahead.status().isWell()).isFalse();
    round(archiver);
    assertThat(archiver.archived()).isZero();
  }

  @Test
  void shouldGoOnWithOtherShardsWhileOneCannotBeAsked() throws Exception {
    mill.live(new SplitMix(SEED), 200);
    mill.pass(Limits.GIVEN_UP_STAY);
    Mill.stepAll(follower);
    Archiver archiver = new Archiver(new OneStopped(0, mill.gate()), model, _ -> true);
    assertThat(archiver.step()).isEqualTo(Archiver.Step.FAILED);
    round(archiver);
    assertThat(archiver.archived()).isPositive();
  }

  /** Few are not worth another look at all that is in memory. */
  @Test
  void shouldSayThatThereMayBeMoreOnlyWhenManyLeft() throws Exception {
    Archiver archiver = new Archiver(new OneStopped(1, mill.gate()), model, _ -> true);
    giveUp(99);
    assertThat(archiver.step()).isEqualTo(Archiver.Step.NOTHING);
    assertThat(archiver.archived()).isEqualTo(99);
    assertThat(archiver.step()).as("the shard that has stopped").isEqualTo(Archiver.Step.FAILED);
    giveUp(100);
    assertThat(archiver.step()).isEqualTo(Archiver.Step.LEFT);
    assertThat(archiver.archived()).isEqualTo(199);
  }

  private void giveUp(int orders) {
    SplitMix chance = new SplitMix(SEED);
    for (int i = 0; i < orders; i++) {
      mill.must(Mill.SHOP, MERCHANT, new CancelOrder(mill.place(Mill.SHOP, chance), null));
    }
    mill.pass(Limits.GIVEN_UP_STAY);
    Mill.stepAll(follower);
  }

  /** Two shards of which one has stopped. */
  private record OneStopped(int stopped, Gate other) implements Gate {
    @Override
    public CompletableFuture<Reply> submit(Request request) {
      return other.submit(request);
    }

    @Override
    public CompletableFuture<Reply> submit(int shard, Request request) {
      return shard == stopped
          ? CompletableFuture.completedFuture(new Reply.Failed(Code.INTERNAL, "it has stopped"))
          : other.submit(0, request);
    }

    @Override
    public int shards() {
      return 2;
    }
  }

  /** Something happens when the tables have been asked, before who asked hears the answer. */
  private record Interrupted(ReadModel model, Runnable between) implements ReadModel {
    @Override
    public List<KeptOrders> kept(List<FinalOrders.Item> orders) throws ReadModelUnavailable {
      List<KeptOrders> kept = model.kept(orders);
      between.run();
      return kept;
    }

    @Override
    public long await(ShopId shop, long position, Duration max) throws ReadModelUnavailable {
      return model.await(shop, position, max);
    }

    @Override
    public AsOf<OrderPage> orders(OrderSearch search) throws ReadModelUnavailable {
      return model.orders(search);
    }

    @Override
    public AsOf<Optional<OrderView>> order(ShopId shop, OrderId order) throws ReadModelUnavailable {
      return model.order(shop, order);
    }

    @Override
    public AsOf<OrderHistory> history(ShopId shop, OrderId order) throws ReadModelUnavailable {
      return model.history(shop, order);
    }

    @Override
    public AsOf<LedgerPage> movements(
        ShopId shop, SkuId sku, LedgerEntry.@Nullable Place after, int limit)
        throws ReadModelUnavailable {
      return model.movements(shop, sku, after, limit);
    }

    @Override
    public AsOf<SalesReport> sales(SalesQuestion question) throws ReadModelUnavailable {
      return model.sales(question);
    }
  }
}
