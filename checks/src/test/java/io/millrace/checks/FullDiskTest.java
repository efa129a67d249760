package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.Money;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.Change;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.ReadStock;
import io.millrace.model.refusal.Code;
import io.millrace.node.Reply;
import io.millrace.node.ShardStatus;
import io.millrace.node.ShardStatus.Phase;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A disk that fills under a shard, with deaths in between, until there is room again. */
public final class FullDiskTest {

  private static final ShopId SHOP = new ShopId("mill");

  private static final SkuId SKU = new SkuId("a");
  private static final int STOCK = 10_000;

  /** More than all frames of the segments that still fit: one frame is a block of 4 KiB. */
  private static final int ORDERS = 2_500;

  /** Of these the disk gives four, beside the two that are prepared. */
  private static final long FREE_BYTES = 4 * SteppedShard.SEGMENT_BYTES + 7;

  private final SteppedShard world = new SteppedShard();
  private final Deque<OrderId> unpaid = new ArrayDeque<>();
  private int requests;
  private int paid;
  private int cancelled;

  @Test
  void shouldLetOrdersBeFinishedThenReadThenPlacedAgain() {
    live(_ -> {});
  }

  @Test
  void shouldDoTheSameThoughItIsKilledAtEachMark() {
    simulate();
  }

  @Test
  void shouldDoTheSameThoughThePowerGoesAtEachMark() {
    live(SteppedShard::losePower);
  }

  /** For whoever wants a full disk and has no small one. */
  public static void simulate() {
    new FullDiskTest().live(SteppedShard::restart);
  }

  private void live(Consumer<SteppedShard> death) {
    openShop();
    for (int i = 0; i < ORDERS; i++) {
      Outcome.Accepted placed = (Outcome.Accepted) outcome(submit(place()));
      unpaid.add(((OrderPlacedView) placed.answer()).placed().order());
    }
    world.disk().leaveFree(FREE_BYTES);
    look();
    assertThat(room()).isEqualTo(ShardStatus.Room.LOW);
    die(death, ShardStatus.Room.LOW);

    assertThat(failure(submit(place()))).isEqualTo(Code.STORAGE_FULL);
    finishOrdersUntilTheFloor();
    assertThat(failure(submit(place()))).isEqualTo(Code.STORAGE_FULL);
    assertThat(failure(submit(pay(unpaid.element())))).isEqualTo(Code.STORAGE_FULL);
    die(death, ShardStatus.Room.FULL);
    assertThat(failure(submit(pay(unpaid.element())))).isEqualTo(Code.STORAGE_FULL);

    world.disk().leaveFree(Long.MAX_VALUE);
    look();
    look();
    assertThat(room()).isEqualTo(ShardStatus.Room.PLENTY);
    die(death, ShardStatus.Room.PLENTY);
    assertThat(outcome(submit(place()))).isInstanceOf(Outcome.Accepted.class);
    assertThat(stock().held()).isEqualTo(unpaid.size() + 1);
    assertThat(world.phase()).isEqualTo(Phase.SERVING);
  }

  private void finishOrdersUntilTheFloor() {
    while (room() != ShardStatus.Room.FULL) {
      boolean pays = (paid + cancelled) % 2 == 0;
      OrderId order = unpaid.element();
      Reply reply = submit(pays ? pay(order) : new CancelOrder(order, null));
      look();
      if (room() == ShardStatus.Room.FULL && reply instanceof Reply.Failed) {
        break;
      }
      assertThat(outcome(reply)).isInstanceOf(Outcome.Accepted.class);
      unpaid.remove();
      paid += pays ? 1 : 0;
      cancelled += pays ? 0 : 1;
    }
    assertThat(paid).as("four segments were left").isGreaterThan(400);
  }

  /** And comes back, with all that it had said, and as much room as it had. */
  private void die(Consumer<SteppedShard> death, ShardStatus.Room room) {
    death.accept(world);
    look();
    look();
    assertThat(world.phase()).isEqualTo(Phase.SERVING);
    assertThat(room()).isEqualTo(room);
    StockView stock = stock();
    assertThat(stock.held()).isEqualTo(unpaid.size());
    assertThat(stock.committed()).isEqualTo(paid);
    assertThat(stock.onHand()).isEqualTo(STOCK);
  }

  private ShardStatus.Room room() {
    return world.status().disk().room();
  }

  private void look() {
    world.clock().passMillis(1_000);
    world.settle();
    world.settle();
  }

  private void openShop() {
    world.settle();
    ShopSettings settings =
        new ShopSettings("Mill", Shoppers.CNY, ZoneOffset.UTC, Duration.ofDays(7), List.of());
    for (Change change :
        List.of(
            new DefineShop(settings),
            new DefineSku(SKU, new SkuDescription("A", 100, null, null, null, true)),
            new MoveStock(SKU, STOCK, MovementCause.RECEIVED, null))) {
      assertThat(outcome(submit(change))).isInstanceOf(Outcome.Accepted.class);
    }
  }

  private PlaceOrder place() {
    return new PlaceOrder(
        new BuyerId("b" + requests),
        List.of(new WantedLine(SKU, 1)),
        null,
        null,
        List.of(),
        null,
        List.of());
  }

  private static MarkPaid pay(OrderId order) {
    return new MarkPaid(order, new Money(100, Shoppers.CNY), "bank", null);
  }

  private StockView stock() {
    CompletableFuture<Reply> read =
        world.submit(Request.of(SHOP, Actor.OPERATOR, new ReadStock(SKU)));
    world.settle();
    return (StockView) ((Outcome.Answered) outcome(read.join())).answer();
  }

  private Reply submit(Change change) {
    requests++;
    RequestKey key = new RequestKey(new Fingerprint(requests, 1), new Fingerprint(requests, 2));
    Actor actor = change instanceof DefineShop ? Actor.OPERATOR : Actor.merchant("k");
    CompletableFuture<Reply> reply =
        world.submit(new Request(SHOP, actor, key, Precondition.NONE, change));
    world.settle();
    return reply.join();
  }

  private static Outcome outcome(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Decided.class);
    return ((Reply.Decided) reply).outcome();
  }

  private static Code failure(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply).code();
  }
}
