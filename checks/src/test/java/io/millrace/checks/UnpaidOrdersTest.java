package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Money;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.Stays;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.command.ReadStock;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.refusal.Code;
import io.millrace.node.Reply;
import io.millrace.node.ShardStatus.Phase;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Orders that nobody pays, in a whole shard: beside the traffic, over stops and crashes. */
final class UnpaidOrdersTest {

  private static final ShopId SHOP = new ShopId("mill");
  private static final SkuId SKU = new SkuId("a");
  private static final long PRICE = 100;
  private static final int STOCK = 100_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(30);

  private final SteppedShard world = new SteppedShard();

  /** By the thread that tests: the log has one owner. */
  private void open() {
    world.settle();
    must(new DefineShop(new ShopSettings("M", Shoppers.CNY, ZoneOffset.UTC, TIMEOUT, List.of())));
    must(new DefineSku(SKU, new SkuDescription("A", PRICE, null, null, null, true)));
    must(new MoveStock(SKU, STOCK, MovementCause.RECEIVED, null));
  }

  private CompletableFuture<Reply> ask(Command command) {
    return world.submit(Request.of(SHOP, Actor.OPERATOR, command));
  }

  private Answer must(Command command) {
    CompletableFuture<Reply> reply = ask(command);
    world.settle();
    return answer(reply);
  }

  private static Answer answer(CompletableFuture<Reply> reply) {
    assertThat(reply).isDone();
    return switch (((Reply.Decided) reply.join()).outcome()) {
      case Outcome.Accepted accepted -> accepted.answer();
      case Outcome.Answered answered -> answered.answer();
      case Outcome.Replayed _, Outcome.Refused _ -> throw new AssertionError(reply.join());
    };
  }

  private static PlaceOrder order() {
    BuyerId buyer = new BuyerId("ann");
    return new PlaceOrder(
        buyer, List.of(new WantedLine(SKU, 1)), null, null, List.of(), null, List.of());
  }

  private static MarkPaid paid(OrderId order) {
    return new MarkPaid(order, new Money(PRICE, Shoppers.CNY), "cash", null);
  }

  private OrderId place() {
    return ((OrderPlacedView) must(order())).placed().order();
  }

  private void placeMany(int count) {
    for (int i = 0; i < count; i++) {
      assertThat(ask(order())).isNotNull();
      if (i % 1_000 == 999) {
        world.settle();
      }
    }
    world.settle();
  }

  private OrderView view(OrderId order) {
    return (OrderView) must(new ReadOrder(order));
  }

  private StockView stock() {
    return (StockView) must(new ReadStock(SKU));
  }

  @Test
  void shouldSleepUntilTheDeadlineAndCloseInItsMillisecond() {
    open();
    OrderId order = place();
    world.clock().passMillis(TIMEOUT.toMillis() - 1);
    world.settle();
    assertThat(view(order).status()).isEqualTo(OrderStatus.PENDING_PAYMENT);
    assertThat(world.restNanos()).isEqualTo(1_000_000);
    world.clock().passMillis(1);
    world.settle();
    assertThat(view(order).status()).isEqualTo(OrderStatus.EXPIRED);
  }

  @Test
  void shouldDecideOnceWhenMoneyComesInTheMillisecondOfTheDeadline() {
    open();
    OrderId order = place();
    world.clock().passMillis(TIMEOUT.toMillis());
    CompletableFuture<Reply> money = ask(paid(order));
    world.settle();
    Outcome outcome = ((Reply.Decided) money.join()).outcome();
    assertThat(((Outcome.Refused) outcome).refusal().code()).isEqualTo(Code.ORDER_STATE);
    assertThat(view(order).status()).isEqualTo(OrderStatus.EXPIRED);
    assertThat(stock().available()).isEqualTo(STOCK);
  }

  @Test
  void shouldLetMoneyWinThatWasTakenWithAnEarlierBatch() {
    open();
    OrderId order = place();
    world.clock().passMillis(TIMEOUT.toMillis() - 1);
    CompletableFuture<Reply> money = ask(paid(order));
    world.stepOnce(); // decided, and on its way to the disk
    world.clock().passMillis(1);
    world.settle();
    assertThat(answer(money)).isNotNull();
    assertThat(view(order).status()).isEqualTo(OrderStatus.PAID);
    assertThat(stock().committed()).isEqualTo(1);
  }

  @Test
  void shouldCloseThousandsThatCameDueDuringAStopInSlicesThatLetTrafficThrough() {
    open();
    placeMany(10_000);
    OrderId last = place();
    world.clock().passMillis(Duration.ofDays(2).toMillis());
    world.begin();
    while (world.phase() != Phase.SERVING) {
      world.stepOnce();
      world.runDisk();
    }
    CompletableFuture<Reply> order = ask(order());
    CompletableFuture<Reply> read = ask(new ReadOrder(last));
    while (!order.isDone() || !read.isDone()) {
      world.stepOnce();
      world.runDisk();
    }
    assertThat(((OrderView) answer(read)).status())
        .as("the last deadline comes last")
        .isEqualTo(OrderStatus.PENDING_PAYMENT);
    int overdueMost = 0;
    for (int i = 0; i < 10; i++) {
      world.stepOnce();
      world.runDisk();
      overdueMost = Math.max(overdueMost, world.status().overdueTimers());
    }
    world.settle();
    assertThat(overdueMost).as("what readiness says is still to be closed").isPositive();
    assertThat(view(last).status()).isEqualTo(OrderStatus.EXPIRED);
    assertThat(world.status().overdueTimers()).isZero();
    assertThat(stock().held()).as("the order that came after the start").isEqualTo(1);
  }

  @Test
  void shouldCloseAgainWhatWasClosedInACrashBeforeItWasDurable() {
    open();
    OrderId order = place();
    world.clock().passMillis(TIMEOUT.toMillis());
    world.stepOnce(); // it fires, and its fact never reaches the disk
    world.disk().restorePower();
    world.restart();
    world.settle();
    assertThat(view(order).status()).isEqualTo(OrderStatus.EXPIRED);
    assertThat(view(order).version()).isEqualTo(2);
    assertThat(stock().available()).isEqualTo(STOCK);
  }

  @Test
  void shouldCloseOnceWhatAHalfFailedBacklogHadClosedAlready() {
    open();
    placeMany(1_000);
    world.clock().passMillis(TIMEOUT.toMillis());
    world.stepOnce(); // a slice of them
    world.runDisk(); // durable
    world.stepOnce(); // the next slice
    world.failForce();
    world.settle();
    assertThat(world.failures()).isNotEmpty();
    assertThat(world.phase()).isEqualTo(Phase.SERVING);
    assertThat(stock().available()).isEqualTo(STOCK);
    OrderId after = null;
    int seen = 0;
    for (int page = 0; page < 5; page++) {
      ListOrdersOfBuyer list = new ListOrdersOfBuyer(new BuyerId("ann"), after, 200);
      for (OrderView order : ((OrderPage) must(list)).items()) {
        assertThat(order.status()).isEqualTo(OrderStatus.EXPIRED);
        assertThat(order.version()).isEqualTo(2);
        after = order.placed().order();
        seen++;
      }
    }
    assertThat(seen).isEqualTo(1_000);
  }

  @Test
  void shouldCountOrdersThatAreStuckInWhatItSaysOfItself() {
    open();
    OrderId order = place();
    must(paid(order));
    world.clock().passMillis(Stays.DEFAULT.unshipped().toMillis());
    world.settle();
    assertThat(world.status().stuckOrders()).isEqualTo(1);
    world.restart();
    place(); // a start publishes with its first frame
    assertThat(world.status().stuckOrders()).isEqualTo(1);
    must(new ShipOrder(order, List.of(), "post", "1"));
    assertThat(world.status().stuckOrders()).isZero();
  }

  @Test
  void shouldNotCloseEverythingWhenTheWallClockJumpsAhead() {
    open();
    OrderId order = place();
    world.clock().setWallMillis(world.clock().wallMillis() + Duration.ofDays(1).toMillis());
    world.clock().passMillis(1_000);
    world.settle();
    assertThat(view(order).status()).isEqualTo(OrderStatus.PENDING_PAYMENT);
  }
}
