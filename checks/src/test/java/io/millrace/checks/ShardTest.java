package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.MovementCause;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.Change;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.ReadStock;
import io.millrace.model.command.ReadTime;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.refusal.Code;
import io.millrace.model.refusal.SoldOut;
import io.millrace.node.IngressLimits;
import io.millrace.node.NodeSettings;
import io.millrace.node.Reply;
import io.millrace.node.ShardStatus.Phase;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ShardTest {

  private static final ShopId SHOP = new ShopId("mill");
  private static final SkuId SKU = new SkuId("a");

  private final SteppedShard world = new SteppedShard();

  @Test
  void shouldAnswerOnlyWhenTheFactIsDurable() {
    prepare(10);
    CompletableFuture<Reply> reply = world.submit(order(1, 1));
    world.stepAll();
    assertThat(reply).as("decided, not forced").isNotDone();
    world.runDisk();
    assertThat(reply).as("forced, not yet noticed").isNotDone();
    world.stepAll();
    assertThat(answer(reply)).isInstanceOf(OrderPlacedView.class);
  }

  @Test
  void shouldHoldARefusalUntilWhatItRestsOnIsDurable() {
    prepare(1);
    CompletableFuture<Reply> winner = world.submit(order(1, 1));
    CompletableFuture<Reply> loser = world.submit(order(2, 1));
    world.stepAll();
    CompletableFuture<Reply> late = world.submit(order(3, 1));
    world.stepAll();
    assertThat(List.of(winner, loser, late)).noneMatch(CompletableFuture::isDone);
    world.settle();
    assertThat(answer(winner)).isInstanceOf(OrderPlacedView.class);
    assertThat(outcome(loser)).isEqualTo(new Outcome.Refused(new SoldOut(SKU, 0)));
    assertThat(outcome(late)).isEqualTo(new Outcome.Refused(new SoldOut(SKU, 0)));
  }

  @Test
  void shouldAnswerAReadAtOnceWhenEverythingIsDurable() {
    prepare(1);
    CompletableFuture<Reply> read = world.submit(ask(new ReadStock(SKU)));
    world.stepAll();
    assertThat(answer(read)).isInstanceOf(StockView.class);
  }

  @Test
  void shouldFillOneFrameWhileAnotherIsForced() {
    prepare(100);
    long framesBefore = world.frames();
    CompletableFuture<Reply> first = world.submit(order(1, 1));
    world.stepAll();
    for (int i = 2; i <= 50; i++) {
      assertThat(world.submit(order(i, 1))).isNotDone();
      world.stepAll();
    }
    world.settle();
    assertThat(answer(first)).isInstanceOf(OrderPlacedView.class);
    assertThat(world.frames() - framesBefore).as("one of one order, one of 49").isEqualTo(2);
  }

  @Test
  void shouldRestWhenAFullBatchWaitsForTheDisk() {
    prepare(10_000);
    CompletableFuture<Reply> first = world.submit(order(1, 1));
    world.stepAll();
    List<CompletableFuture<Reply>> crowd =
        IntStream.rangeClosed(2, 5_000).mapToObj(i -> world.submit(order(i, 1))).toList();
    world.stepAll();
    assertThat(first).as("stepAll returned, and the disk has done nothing").isNotDone();
    world.settle();
    assertThat(crowd).allMatch(reply -> answer(reply) instanceof OrderPlacedView);
  }

  @Test
  void shouldGiveTwinsOneOrderWhenTheyMeetOnTheWay() {
    prepare(10);
    CompletableFuture<Reply> one = world.submit(order(1, 1));
    CompletableFuture<Reply> other = world.submit(order(1, 1));
    world.stepAll();
    assertThat(other).isNotDone();
    world.settle();
    assertThat(outcome(one)).isInstanceOf(Outcome.Accepted.class);
    assertThat(outcome(other)).isInstanceOf(Outcome.Replayed.class);
    assertThat(answer(one)).isEqualTo(answer(other));
    assertThat(stock().held()).isEqualTo(1);
  }

  @Test
  void shouldRebuildOnceAfterAFailedForceAndServeAgain() {
    prepare(10);
    world.disk().failNextForce();
    CompletableFuture<Reply> reply = world.submit(order(1, 1));
    world.stepAll();
    CompletableFuture<Reply> behind = world.submit(order(2, 1));
    world.runDisk();
    world.stepOnce();
    assertThat(failure(reply)).isEqualTo(Code.OUTCOME_UNKNOWN);
    assertThat(failure(behind)).isEqualTo(Code.OUTCOME_UNKNOWN);
    assertThat(world.phase()).isEqualTo(Phase.REBUILDING);
    assertThat(failure(world.submit(order(3, 1)))).isEqualTo(Code.NOT_READY);
    world.settle();
    assertThat(world.phase()).isEqualTo(Phase.SERVING);
    CompletableFuture<Reply> again = world.submit(order(1, 1));
    world.settle();
    assertThat(answer(again)).isInstanceOf(OrderPlacedView.class);
    assertThat(stock().held()).isEqualTo(1);
  }

  @Test
  void shouldStayStoppedWhenItFailsTwiceWithinAMinute() {
    prepare(10);
    failOnce(1);
    world.settle();
    failOnce(2);
    assertThat(world.phase()).isEqualTo(Phase.STOPPED);
    assertThat(world.status().detail()).contains("twice within a minute");
    world.settle();
    assertThat(world.phase()).isEqualTo(Phase.STOPPED);
    assertThat(failure(world.submit(order(3, 1)))).isEqualTo(Code.STORAGE_FAILED);
  }

  @Test
  void shouldRebuildAgainWhenTheSecondFailureComesLater() {
    prepare(10);
    failOnce(1);
    world.settle();
    world.clock().passMillis(Duration.ofMinutes(1).toMillis());
    failOnce(2);
    world.settle();
    assertThat(world.phase()).isEqualTo(Phase.SERVING);
  }

  @Test
  void shouldRefuseTheRequestThatBrokeApplyAndServeTheRest() {
    SteppedShard fragile = new SteppedShard(BreakingEngine::new);
    prepare(fragile, 10);
    Request bad = request(9, place(new BuyerId(BreakingEngine.BREAKS), 1));
    CompletableFuture<Reply> broke = fragile.submit(bad);
    fragile.settle();
    assertThat(failure(broke)).isEqualTo(Code.OUTCOME_UNKNOWN);
    assertThat(fragile.phase()).isEqualTo(Phase.SERVING);
    CompletableFuture<Reply> again = fragile.submit(bad);
    CompletableFuture<Reply> other = fragile.submit(order(1, 1));
    fragile.settle();
    assertThat(failure(again)).isEqualTo(Code.INTERNAL);
    assertThat(answer(other)).isInstanceOf(OrderPlacedView.class);
    assertThat(fragile.phase()).isEqualTo(Phase.SERVING);
  }

  @Test
  void shouldSayOverloadedAtOnceWhenTheLaneIsFull() {
    SteppedShard narrow =
        new SteppedShard(
            () -> new Engine(0, EngineLimits.DEFAULT),
            new NodeSettings(
                1,
                NodeSettings.MAX_STOP_DEFAULT,
                false,
                EngineLimits.DEFAULT,
                new IngressLimits(2, 2)));
    narrow.settle();
    assertThat(narrow.submit(ask(new ReadTime()))).isNotDone();
    assertThat(narrow.submit(ask(new ReadTime()))).isNotDone();
    assertThat(failure(narrow.submit(ask(new ReadTime())))).isEqualTo(Code.OVERLOADED);
    narrow.settle();
    assertThat(narrow.submit(ask(new ReadTime()))).isNotDone();
  }

  @Test
  void shouldAnswerWhatWasTakenWhenAskedToStop() {
    prepare(10);
    CompletableFuture<Reply> taken = world.submit(order(1, 1));
    world.askToStop();
    assertThat(failure(world.submit(order(2, 1)))).isEqualTo(Code.NOT_READY);
    world.settle();
    assertThat(answer(taken)).isInstanceOf(OrderPlacedView.class);
    assertThat(world.ended()).isTrue();
  }

  @Test
  void shouldGoOnInTimeWhenTheWallClockWasSetBackBetweenRuns() {
    prepare(10);
    long before = decidedMillis(ask(new ReadTime()));
    world.clock().setWallMillis(world.clock().wallMillis() - Duration.ofHours(1).toMillis());
    world.restart();
    assertThat(decidedMillis(ask(new ReadTime()))).isGreaterThanOrEqualTo(before);
  }

  @Test
  void shouldNotFollowADayAheadWhileRunningAndTakeItAfterARestart() {
    prepare(10);
    long before = decidedMillis(ask(new ReadTime()));
    world.clock().setWallMillis(world.clock().wallMillis() + Duration.ofDays(1).toMillis());
    world.clock().passMillis(10);
    CompletableFuture<Reply> order = world.submit(order(1, 1));
    world.settle();
    assertThat(order).isDone();
    assertThat(decidedMillis(ask(new ReadTime())) - before).isLessThan(1_000);
    assertThat(world.status().detail()).contains("wall clock");
    world.restart();
    assertThat(decidedMillis(ask(new ReadTime())) - before)
        .isGreaterThanOrEqualTo(Duration.ofDays(1).toMillis());
  }

  @Test
  void shouldReportAWallClockThatIsOffWhileNobodyChangesAnything() {
    prepare(10);
    long wallMillis = world.clock().wallMillis();
    world.clock().setWallMillis(wallMillis + Duration.ofDays(1).toMillis());
    world.stepAll();
    assertThat(world.status().detail()).contains("wall clock");
    world.clock().setWallMillis(wallMillis);
    world.stepAll();
    assertThat(world.status().detail()).isEmpty();
  }

  @Test
  void shouldNotStartFarAheadUnlessAccepted() {
    prepare(10);
    world.clock().passMillis(Duration.ofDays(8).toMillis());
    world.restart();
    assertThat(world.phase()).isEqualTo(Phase.STOPPED);
    assertThat(world.status().detail()).contains("--accept-clock");
  }

  @Test
  void shouldStartAfterWeeksInWhichNobodyCame() {
    prepare(10);
    for (int hour = 0; hour < 24 * 20; hour++) {
      world.clock().passMillis(Duration.ofHours(1).toMillis());
      world.settle();
    }
    world.restart();
    assertThat(world.status().detail()).isEmpty();
    assertThat(world.phase()).isEqualTo(Phase.SERVING);
  }

  @Test
  void shouldSayWhyItNeverServedWhenTheDiskFailsTwiceAtTheStart() {
    world.stepAll();
    world.failForce();
    world.stepAll();
    assertThat(world.ready()).isNotDone();
    world.failForce();
    world.stepAll();
    assertThat(world.phase()).isEqualTo(Phase.STOPPED);
    assertThat(world.status().detail()).contains("twice within a minute");
    assertThat(world.ready()).isCompletedExceptionally();
  }

  @Test
  void shouldNotServeALogThatLostWhatWasAcknowledged() throws IOException {
    prepare(10);
    String file = "shard-000/00000000000000000001.log";
    byte[] before = world.disk().contents(file);
    CompletableFuture<Reply> acknowledged = world.submit(order(1, 1));
    world.settle();
    assertThat(answer(acknowledged)).isInstanceOf(OrderPlacedView.class);
    world.disk().failNextForce();
    CompletableFuture<Reply> lost = world.submit(order(2, 1));
    world.stepAll();
    world.runDisk();
    world.disk().overwrite(file, before);
    world.settle();
    assertThat(failure(lost)).isEqualTo(Code.OUTCOME_UNKNOWN);
    assertThat(world.phase()).isEqualTo(Phase.STOPPED);
    assertThat(world.status().detail()).contains("were acknowledged");
  }

  @Test
  void shouldRefuseOnlyTheShopThatBrokeApply() {
    SteppedShard fragile = new SteppedShard(BreakingEngine::new);
    prepare(fragile, 10);
    Request good = request(1, place(new BuyerId("b1"), 1));
    CompletableFuture<Reply> first = fragile.submit(good);
    fragile.settle();
    CompletableFuture<Reply> broke =
        fragile.submit(request(9, place(new BuyerId(BreakingEngine.BREAKS), 1)));
    fragile.settle();
    CompletableFuture<Reply> again = fragile.submit(good);
    fragile.settle();
    assertThat(failure(broke)).isEqualTo(Code.OUTCOME_UNKNOWN);
    assertThat(answer(again)).as("a remembered answer").isEqualTo(answer(first));
  }

  @Test
  void shouldDecideWhatCouldNotBeLookedAhead() {
    SteppedShard fragile = new SteppedShard(BreakingEngine::new);
    prepare(fragile, 10);
    CompletableFuture<Reply> one =
        fragile.submit(request(1, place(new BuyerId(BreakingEngine.BREAKS_AHEAD), 1)));
    CompletableFuture<Reply> other = fragile.submit(request(2, place(new BuyerId("b2"), 1)));
    fragile.settle();
    assertThat(answer(one)).isInstanceOf(OrderPlacedView.class);
    assertThat(answer(other)).isInstanceOf(OrderPlacedView.class);
    assertThat(fragile.failures()).anyMatch(told -> told.contains("looking ahead"));
  }

  private void failOnce(int number) {
    world.disk().failNextForce();
    CompletableFuture<Reply> reply = world.submit(order(number, 1));
    world.stepAll();
    world.runDisk();
    world.stepOnce();
    assertThat(failure(reply)).isEqualTo(Code.OUTCOME_UNKNOWN);
  }

  private void prepare(int stock) {
    prepare(world, stock);
  }

  private static void prepare(SteppedShard world, int stock) {
    world.settle();
    ShopSettings settings =
        new ShopSettings("Mill", Shoppers.CNY, ZoneOffset.UTC, Duration.ofMinutes(30), List.of());
    List<Change> setUp =
        List.of(
            new DefineShop(settings),
            new DefineSku(SKU, new SkuDescription("A", 100, null, null, null, true)),
            new MoveStock(SKU, stock, MovementCause.RECEIVED, null));
    for (Change change : setUp) {
      CompletableFuture<Reply> reply = world.submit(ask(change));
      world.settle();
      assertThat(outcome(reply)).isInstanceOf(Outcome.Accepted.class);
    }
  }

  private StockView stock() {
    CompletableFuture<Reply> read = world.submit(ask(new ReadStock(SKU)));
    world.settle();
    return (StockView) answer(read);
  }

  private long decidedMillis(Request request) {
    CompletableFuture<Reply> reply = world.submit(request);
    world.settle();
    return ((Reply.Decided) reply.join()).decidedAtMillis();
  }

  private static Request ask(Command command) {
    return Request.of(SHOP, Actor.OPERATOR, command);
  }

  private static Request order(int number, int quantity) {
    return request(number, place(new BuyerId("b" + number), quantity));
  }

  private static PlaceOrder place(BuyerId buyer, int quantity) {
    return new PlaceOrder(
        buyer, List.of(new WantedLine(SKU, quantity)), null, null, List.of(), null, List.of());
  }

  private static Request request(int number, Command command) {
    RequestKey key = new RequestKey(new Fingerprint(number, 1), new Fingerprint(number, 2));
    return new Request(SHOP, Actor.merchant("k"), key, Precondition.NONE, command);
  }

  private static Outcome outcome(CompletableFuture<Reply> reply) {
    assertThat(reply).isDone();
    assertThat(reply.join()).isInstanceOf(Reply.Decided.class);
    return ((Reply.Decided) reply.join()).outcome();
  }

  private static Answer answer(CompletableFuture<Reply> reply) {
    return switch (outcome(reply)) {
      case Outcome.Accepted accepted -> accepted.answer();
      case Outcome.Answered answered -> answered.answer();
      case Outcome.Replayed replayed -> replayed.answer();
      case Outcome.Refused refused -> throw new AssertionError("refused: " + refused);
    };
  }

  private static Code failure(CompletableFuture<Reply> reply) {
    assertThat(reply).isDone();
    assertThat(reply.join()).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply.join()).code();
  }

  /** An engine with the bugs that these tests need. */
  private static final class BreakingEngine extends Engine {
    static final String BREAKS = "breaks-apply";
    static final String BREAKS_AHEAD = "breaks-expect";

    BreakingEngine() {
      super(0, EngineLimits.DEFAULT);
    }

    @Override
    public void expect(Request[] requests, int from, int to) {
      for (int i = from; i < to; i++) {
        if (requests[i].command() instanceof PlaceOrder place
            && place.buyer().value().equals(BREAKS_AHEAD)) {
          throw new IllegalStateException("a bug");
        }
      }
      super.expect(requests, from, to);
    }

    @Override
    public void apply(Recorded recorded, long atMillis) {
      if (recorded.fact() instanceof OrderPlaced placed && placed.buyer().value().equals(BREAKS)) {
        throw new IllegalStateException("a bug");
      }
      super.apply(recorded, atMillis);
    }
  }
}
