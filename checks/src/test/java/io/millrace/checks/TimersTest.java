package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.DueTimer;
import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.model.Actor;
import io.millrace.model.LeaseId;
import io.millrace.model.MovementCause;
import io.millrace.model.Outcome;
import io.millrace.model.PastDue;
import io.millrace.model.QueueSettings;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.TaskId;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.MovementView;
import io.millrace.model.answer.QueueView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.Change;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.ReadQueue;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.fact.TaskDue;
import io.millrace.model.refusal.Code;
import io.millrace.node.Reply;
import io.millrace.node.ShardStatus.Phase;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Time in a whole shard: what is due fires, once, beside the traffic, over crashes and clocks. */
final class TimersTest {

  private static final ShopId SHOP = new ShopId("mill");
  private static final SkuId SKU = new SkuId("a");
  private static final long NANOS_PER_MILLI = 1_000_000;

  private SteppedShard world = new SteppedShard();

  private void open(int pendingMax) {
    world.settle();
    must(
        new DefineShop(
            new ShopSettings("M", Shoppers.CNY, ZoneOffset.UTC, Duration.ofHours(1), List.of())));
    must(new DefineSku(SKU, new SkuDescription("A", 100, null, null, null, true)));
    QueueSettings like = TaskWatch.SETTINGS;
    must(
        new DefineQueue(
            TaskWatch.QUEUE,
            new QueueSettings(
                3,
                like.backoff(),
                Duration.ofSeconds(10),
                PastDue.FIRE,
                false,
                like.deadRetention(),
                pendingMax)));
  }

  private Answer must(Change change) {
    CompletableFuture<Reply> reply = world.submit(ask(change));
    world.settle();
    return answer(reply);
  }

  private static Request ask(Command command) {
    return Request.of(SHOP, Actor.OPERATOR, command);
  }

  private static Outcome outcome(CompletableFuture<Reply> reply) {
    assertThat(reply).isDone();
    return ((Reply.Decided) reply.join()).outcome();
  }

  private static Answer answer(CompletableFuture<Reply> reply) {
    return switch (outcome(reply)) {
      case Outcome.Accepted accepted -> accepted.answer();
      case Outcome.Answered answered -> answered.answer();
      case Outcome.Replayed _, Outcome.Refused _ -> throw new AssertionError(reply.join());
    };
  }

  private void schedule(String task, long delayMillis) {
    must(scheduled(task, delayMillis));
  }

  private static ScheduleTask scheduled(String task, long delayMillis) {
    Duration delay = Duration.ofMillis(delayMillis);
    return new ScheduleTask(TaskWatch.QUEUE, new TaskId(task), null, delay, "", 0, null);
  }

  private QueueView.Counts counts() {
    return view().counts();
  }

  private QueueView view() {
    CompletableFuture<Reply> read = world.submit(ask(new ReadQueue(TaskWatch.QUEUE)));
    world.settle();
    return (QueueView) answer(read);
  }

  private static LeaseTasks lease(int max, Duration wait, int rank) {
    return new LeaseTasks(TaskWatch.QUEUE, max, null, wait, rank, List.of());
  }

  private static List<LeasedTasks.Leased> leased(CompletableFuture<Reply> reply) {
    return ((LeasedTasks) answer(reply)).items();
  }

  @Test
  void shouldSleepExactlyUntilTheDeadlineAndWakeForAnEarlierOne() {
    open(10);
    schedule("late", 60_000);
    assertThat(world.restNanos()).isBetween(1L, 60_000 * NANOS_PER_MILLI);
    schedule("early", 50);
    assertThat(world.restNanos()).isEqualTo(50 * NANOS_PER_MILLI);
    world.clock().passMillis(49);
    world.settle();
    assertThat(counts()).isEqualTo(new QueueView.Counts(2, 0, 0, 0));
    world.clock().passMillis(1);
    world.settle();
    assertThat(counts()).isEqualTo(new QueueView.Counts(1, 1, 0, 0));
    assertThat(view().decision().maxMillis()).isZero();
  }

  @Test
  void shouldFireFirstAndThenDecideWithTheSameTime() {
    open(10);
    schedule("t", 100);
    world.clock().passMillis(100);
    CompletableFuture<Reply> worker = world.submit(ask(lease(1, Duration.ZERO, 0)));
    world.settle();
    assertThat(leased(worker)).hasSize(1);
  }

  @Test
  void shouldFireOnceWhileTheDiskIsBehind() {
    open(1_000);
    for (int i = 0; i < 700; i++) {
      assertThat(world.submit(ask(scheduled("t" + i, 100)))).isNotNull();
    }
    world.settle();
    world.clock().passMillis(100);
    for (int i = 0; i < 50; i++) {
      world.stepOnce();
    }
    world.settle();
    assertThat(counts()).isEqualTo(new QueueView.Counts(0, 700, 0, 0));
    assertThat(view().decision().count()).isEqualTo(700);
  }

  @Test
  void shouldLetTrafficThroughWhileThousandsAreDue() {
    open(100_000);
    for (int i = 0; i < 20_000; i++) {
      assertThat(world.submit(ask(scheduled("t" + i, 1_000)))).isNotNull();
      if (i % 1_000 == 999) {
        world.settle();
      }
    }
    world.clock().passMillis(1_000);
    CompletableFuture<Reply> order =
        world.submit(ask(new MoveStock(SKU, 1, MovementCause.RECEIVED, null)));
    world.stepOnce();
    world.stepOnce();
    world.runDisk();
    world.stepOnce();
    world.stepOnce();
    world.runDisk();
    world.stepOnce();
    assertThat(answer(order)).isInstanceOf(MovementView.class);
    assertThat(world.status().overdueTimers()).isPositive();
    world.settle();
    assertThat(counts()).isEqualTo(new QueueView.Counts(0, 20_000, 0, 0));
    assertThat(world.status().overdueTimers()).isZero();
  }

  @Test
  void shouldGiveTheUrgentTaskToTheHighestRankThatWaits() {
    open(10);
    CompletableFuture<Reply> low = world.submit(ask(lease(1, Duration.ofSeconds(30), 1)));
    CompletableFuture<Reply> high = world.submit(ask(lease(1, Duration.ofSeconds(30), 9)));
    world.settle();
    assertThat(low).isNotDone();
    schedule("t", 1_000);
    assertThat(high).isNotDone();
    assertThat(world.restNanos()).isLessThanOrEqualTo(1_000 * NANOS_PER_MILLI);
    world.clock().passMillis(1_000);
    world.settle();
    assertThat(leased(high)).hasSize(1);
    assertThat(low).isNotDone();
    schedule("u", 0);
    assertThat(leased(low)).hasSize(1);
  }

  @Test
  void shouldTellAWorkerThatNothingWasDueWhenItHasWaited() {
    open(10);
    CompletableFuture<Reply> worker = world.submit(ask(lease(1, Duration.ofSeconds(30), 1)));
    world.settle();
    assertThat(world.restNanos()).isEqualTo(30_000 * NANOS_PER_MILLI);
    world.clock().passMillis(29_999);
    world.settle();
    assertThat(worker).isNotDone();
    world.clock().passMillis(1);
    world.settle();
    assertThat(leased(worker)).isEmpty();
  }

  @Test
  void shouldLetNobodyWaitWhenItStops() {
    open(10);
    CompletableFuture<Reply> worker = world.submit(ask(lease(1, Duration.ofSeconds(30), 1)));
    world.settle();
    world.askToStop();
    world.settle();
    assertThat(leased(worker)).isEmpty();
    assertThat(world.ended()).isTrue();
  }

  @Test
  void shouldLetNobodyWaitBeforeAStop() {
    open(10);
    CompletableFuture<Reply> worker = world.submit(ask(lease(1, Duration.ofSeconds(30), 1)));
    world.settle();
    world.endWaits();
    world.settle();
    assertThat(leased(worker)).isEmpty();
    CompletableFuture<Reply> late = world.submit(ask(lease(1, Duration.ofSeconds(30), 1)));
    world.settle();
    assertThat(leased(late)).isEmpty();
    assertThat(world.phase()).isEqualTo(Phase.SERVING);
  }

  @Test
  void shouldHandOutAgainWhatWasClaimedInACrash() {
    open(10);
    schedule("t", 0);
    world.settle();
    CompletableFuture<Reply> claim = world.submit(ask(lease(1, Duration.ZERO, 0)));
    world.stepAll();
    assertThat(claim).as("decided, not durable").isNotDone();
    world.disk().restorePower();
    world.restart();
    CompletableFuture<Reply> again = world.submit(ask(lease(1, Duration.ZERO, 0)));
    world.settle();
    assertThat(leased(again)).hasSize(1);
    assertThat(leased(again).getFirst().lease().epoch()).isEqualTo(1);
  }

  @Test
  void shouldCloseWhatCameDueDuringAStopInOrder() {
    open(1_000);
    for (int i = 0; i < 600; i++) {
      assertThat(world.submit(ask(scheduled("t" + (600 - i), 10_000 - i)))).isNotNull();
    }
    world.settle();
    world.clock().passMillis(Duration.ofDays(2).toMillis());
    world.restart();
    assertThat(world.phase()).isEqualTo(Phase.SERVING);
    CompletableFuture<Reply> worker = world.submit(ask(lease(100, Duration.ZERO, 0)));
    world.settle();
    List<String> names = new ArrayList<>();
    leased(worker).forEach(item -> names.add(item.task().task().value()));
    assertThat(names).hasSize(100).startsWith("t1", "t2", "t3").endsWith("t99", "t100");
  }

  @Test
  void shouldGoOnFiringWhenTheWallClockIsSetBack() {
    open(10);
    schedule("t", 1_000);
    world.clock().setWallMillis(world.clock().wallMillis() - Duration.ofHours(2).toMillis());
    world.clock().passMillis(1_000);
    world.settle();
    assertThat(counts()).isEqualTo(new QueueView.Counts(0, 1, 0, 0));
  }

  @Test
  void shouldNotExpireEverythingWhenTheWallClockJumpsAhead() {
    open(10);
    schedule("t", 60_000);
    world.clock().setWallMillis(world.clock().wallMillis() + Duration.ofDays(1).toMillis());
    world.clock().passMillis(1_000);
    world.settle();
    assertThat(counts()).isEqualTo(new QueueView.Counts(1, 0, 0, 0));
  }

  @Test
  void shouldPutATimerAsideThatCannotFire() {
    AtomicLong poison = new AtomicLong();
    world = new SteppedShard(() -> new StumblingEngine(true, poison));
    open(10);
    schedule("poison", 10);
    schedule("good", 20);
    world.clock().passMillis(20);
    world.settle();
    assertThat(world.phase()).isEqualTo(Phase.SERVING);
    assertThat(counts()).isEqualTo(new QueueView.Counts(1, 1, 0, 0));
    assertThat(world.failures()).anyMatch(failure -> failure.contains("put aside"));
  }

  @Test
  void shouldPutATimerAsideWhoseFactBrokeTheShard() {
    AtomicLong poison = new AtomicLong();
    world = new SteppedShard(() -> new StumblingEngine(false, poison));
    open(10);
    schedule("poison", 10);
    schedule("good", 20);
    world.clock().passMillis(20);
    world.settle();
    assertThat(world.phase()).isEqualTo(Phase.SERVING);
    assertThat(counts()).isEqualTo(new QueueView.Counts(1, 1, 0, 0));
  }

  @Test
  void shouldTellWaitingWorkersThatTheOutcomeIsUnknownWhenTheDiskFails() {
    open(10);
    CompletableFuture<Reply> worker = world.submit(ask(lease(1, Duration.ofSeconds(30), 1)));
    world.settle();
    world.disk().failNextForce();
    CompletableFuture<Reply> change = world.submit(ask(scheduled("t", 5)));
    world.stepAll();
    world.runDisk();
    world.settle();
    assertThat(((Reply.Failed) change.join()).code()).isEqualTo(Code.OUTCOME_UNKNOWN);
    assertThat(((Reply.Failed) worker.join()).code()).isEqualTo(Code.OUTCOME_UNKNOWN);
    assertThat(world.phase()).isEqualTo(Phase.SERVING);
  }

  @Test
  void shouldEndALeaseOnTimeAndAcceptNoLateAck() {
    open(10);
    schedule("t", 0);
    CompletableFuture<Reply> first = world.submit(ask(lease(1, Duration.ZERO, 0)));
    world.settle();
    LeaseId lost = leased(first).getFirst().lease();
    world.clock().passMillis(10_000);
    CompletableFuture<Reply> late = world.submit(ask(new AckTask(lost)));
    world.settle();
    assertThat(outcome(late)).isInstanceOf(Outcome.Refused.class);
  }

  /** An engine that stumbles over the first task that becomes due: deciding it, or applying it. */
  private static final class StumblingEngine extends Engine {
    private final boolean deciding;
    private final AtomicLong poison;

    StumblingEngine(boolean deciding, AtomicLong poison) {
      super(0, EngineLimits.DEFAULT);
      this.deciding = deciding;
      this.poison = poison;
    }

    @Override
    public Recorded fire(DueTimer due, long nowMillis) {
      Recorded fact = super.fire(due, nowMillis);
      if (deciding && fact.fact() instanceof TaskDue task && isPoison(task)) {
        throw new IllegalStateException("a bug");
      }
      return fact;
    }

    @Override
    public void apply(Recorded recorded, long atMillis) {
      if (!deciding && recorded.fact() instanceof TaskDue task && isPoison(task)) {
        throw new IllegalStateException("a bug");
      }
      super.apply(recorded, atMillis);
    }

    private boolean isPoison(TaskDue task) {
      return poison.compareAndSet(0, task.number()) || poison.get() == task.number();
    }
  }
}
