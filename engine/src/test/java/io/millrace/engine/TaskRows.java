package io.millrace.engine;

import static io.millrace.engine.Row.accepted;
import static io.millrace.engine.Row.answered;
import static io.millrace.engine.Row.invalid;
import static io.millrace.engine.Row.refused;
import static io.millrace.engine.Row.row;
import static io.millrace.engine.TaskWishes.LEASE;
import static io.millrace.engine.TaskWishes.QUEUE;
import static io.millrace.engine.TaskWishes.SETTINGS;
import static io.millrace.engine.TaskWishes.TASK;
import static io.millrace.engine.TaskWishes.after;
import static io.millrace.engine.TaskWishes.lease;
import static io.millrace.engine.TaskWishes.leaseOne;
import static io.millrace.engine.TaskWishes.settings;
import static io.millrace.engine.Wishes.ANN;
import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.Backoff;
import io.millrace.model.CancelOutcome;
import io.millrace.model.LeaseId;
import io.millrace.model.Limits;
import io.millrace.model.Outcome;
import io.millrace.model.PastDue;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Request;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import io.millrace.model.answer.TaskCancelView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DeleteDead;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.ListDead;
import io.millrace.model.command.ListQueues;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.ReadQueue;
import io.millrace.model.command.ReadTask;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ReviveTask;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.fact.LeaseExtended;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.RevivalStarted;
import io.millrace.model.fact.TaskDied;
import io.millrace.model.fact.TaskDone;
import io.millrace.model.fact.TaskEnded;
import io.millrace.model.fact.TaskReturned;
import io.millrace.model.fact.TaskRevived;
import io.millrace.model.fact.TaskScheduled;
import io.millrace.model.fact.TasksLeased;
import io.millrace.model.refusal.LeaseLost;
import io.millrace.model.refusal.NotPermitted;
import io.millrace.model.refusal.QueueFull;
import io.millrace.model.refusal.QueueUnknown;
import io.millrace.model.refusal.TaskLeased;
import io.millrace.model.refusal.TaskUnknown;
import io.millrace.model.refusal.VersionMismatch;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Queues and tasks: one row for each way in which a request can go. */
final class TaskRows {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final QueueId OTHER = new QueueId("other");
  private static final LeaseId NO_LEASE = new LeaseId(1, 1);

  private TaskRows() {}

  static Stream<Row> rows() {
    return Stream.of(queues(), scheduling(), cancelling(), leases(), dead(), lists())
        .flatMap(List::stream);
  }

  private static List<Row> queues() {
    return List.of(
        row(
            "a new queue",
            MERCHANT,
            new DefineQueue(QUEUE, SETTINGS),
            accepted(QueueDefined.class)),
        row(
            "a buyer's queue",
            Actor.buyer(ANN),
            new DefineQueue(QUEUE, SETTINGS),
            refused(new NotPermitted("actor", "is not for buyers"))),
        given("the same queue again", new DefineQueue(QUEUE, SETTINGS), answered()),
        given(
            "another pause",
            new DefineQueue(QUEUE, settings(PastDue.FIRE, true, 100)),
            accepted(QueueDefined.class)),
        row(
            "a queue that was changed since",
            TaskWishes::openQueue,
            _ -> Wishes.matching(7, new DefineQueue(QUEUE, settings(PastDue.DROP, true, 1))),
            refused(new VersionMismatch(1))),
        shape("maxAttempts", with(0, new Backoff.Listed(List.of(SECOND)), LEASE, 1)),
        shape("backoff.delays", with(1, new Backoff.Listed(List.of()), LEASE, 1)),
        shape(
            "backoff.delays[0]",
            with(1, new Backoff.Listed(List.of(Duration.ofDays(31))), LEASE, 1)),
        shape(
            "backoff.first",
            with(1, new Backoff.Exponential(SECOND.negated(), SECOND, 0), LEASE, 1)),
        shape(
            "backoff.cap",
            with(1, new Backoff.Exponential(SECOND, Duration.ofMillis(1), 0), LEASE, 1)),
        shape(
            "backoff.jitterPercent",
            with(1, new Backoff.Exponential(SECOND, SECOND, 101), LEASE, 1)),
        shape("lease", with(1, new Backoff.Listed(List.of(SECOND)), Duration.ZERO, 1)),
        shape("pendingMax", with(1, new Backoff.Listed(List.of(SECOND)), LEASE, 0)));
  }

  private static QueueSettings with(int attempts, Backoff backoff, Duration lease, int pending) {
    return new QueueSettings(
        attempts, backoff, lease, PastDue.FIRE, false, Duration.ofDays(1), pending);
  }

  private static Row shape(String field, QueueSettings settings) {
    return row(
        "a queue with a bad " + field, MERCHANT, new DefineQueue(QUEUE, settings), invalid(field));
  }

  private static Row given(String name, Command command, Consumer<Outcome> then) {
    return row(name, TaskWishes::openQueue, _ -> Request.of(SHOP, MERCHANT, command), then);
  }

  private static List<Row> scheduling() {
    ScheduleTask soon = after("t-1", SECOND);
    return List.of(
        given("a task", soon, accepted(TaskScheduled.class)),
        row("a task of no queue", MERCHANT, soon, refused(new QueueUnknown(QUEUE))),
        scheduled("the same task again", soon, answered()),
        scheduled("the task anew", after("t-1", LEASE), accepted(TaskScheduled.class)),
        row(
            "a task that a worker has",
            world -> {
              TaskWishes.openQueue(world);
              leaseOne(world);
            },
            _ -> Request.of(SHOP, MERCHANT, after("t-1", LEASE)),
            refused(new TaskLeased(TASK))),
        row(
            "one task too many",
            world -> {
              world.must(MERCHANT, new DefineQueue(QUEUE, settings(PastDue.FIRE, false, 1)));
              world.must(MERCHANT, soon);
            },
            _ -> Request.of(SHOP, MERCHANT, after("t-2", SECOND)),
            refused(new QueueFull(QUEUE, 1))),
        row(
            "a task that was done, again",
            world -> {
              TaskWishes.openQueue(world);
              world.must(MERCHANT, new AckTask(leaseOne(world)));
            },
            _ -> Request.of(SHOP, MERCHANT, after("t-1", Duration.ZERO)),
            answered()),
        row(
            "a task that was done, anew",
            world -> {
              TaskWishes.openQueue(world);
              world.must(MERCHANT, new AckTask(leaseOne(world)));
            },
            _ -> Request.of(SHOP, MERCHANT, soon),
            accepted(TaskScheduled.class)),
        given(
            "a task with two times",
            new ScheduleTask(QUEUE, TASK, World.START, SECOND, "", 0, null),
            invalid("dueAt")),
        given(
            "a task with no time",
            new ScheduleTask(QUEUE, TASK, null, null, "", 0, null),
            invalid("dueAt")),
        given(
            "a task in eleven years",
            new ScheduleTask(
                QUEUE, TASK, World.START + Duration.ofDays(4_000).toMillis(), null, "", 0, null),
            invalid("dueAt")),
        given("a delay below zero", after("t-1", SECOND.negated()), invalid("delay")),
        given(
            "a payload of a byte too many",
            new ScheduleTask(
                QUEUE,
                TASK,
                null,
                SECOND,
                "é".repeat(Limits.TASK_PAYLOAD_BYTES_MAX / 2) + "x",
                0,
                null),
            invalid("payload")),
        given(
            "a payload of as many bytes as may be",
            new ScheduleTask(
                QUEUE, TASK, null, SECOND, "é".repeat(Limits.TASK_PAYLOAD_BYTES_MAX / 2), 0, null),
            accepted(TaskScheduled.class)),
        given(
            "a priority of ten",
            new ScheduleTask(QUEUE, TASK, null, SECOND, "", 10, null),
            invalid("priority")));
  }

  private static Row scheduled(String name, Command command, Consumer<Outcome> then) {
    return row(
        name,
        world -> {
          TaskWishes.openQueue(world);
          world.must(MERCHANT, after("t-1", SECOND));
        },
        _ -> Request.of(SHOP, MERCHANT, command),
        then);
  }

  private static Consumer<Outcome> cancelled(CancelOutcome outcome) {
    return told -> {
      TaskCancelView view = new TaskCancelView(TASK, outcome);
      switch (told) {
        case Outcome.Accepted accepted -> assertThat(accepted.answer()).isEqualTo(view);
        case Outcome.Answered unchanged -> assertThat(unchanged.answer()).isEqualTo(view);
        case Outcome.Refused _, Outcome.Replayed _ -> throw new AssertionError(told);
      }
    };
  }

  private static Row cancelling(String name, Consumer<World> given, CancelOutcome outcome) {
    return row(
        name,
        world -> {
          TaskWishes.openQueue(world);
          given.accept(world);
        },
        _ -> Request.of(SHOP, MERCHANT, new CancelTask(QUEUE, TASK)),
        cancelled(outcome));
  }

  private static List<Row> cancelling() {
    return List.of(
        cancelling(
            "a cancel before the time",
            world -> world.must(MERCHANT, after("t-1", SECOND)),
            CancelOutcome.CANCELLED),
        cancelling(
            "a cancel of what is due",
            world -> {
              world.must(MERCHANT, after("t-1", Duration.ZERO));
              world.tick();
            },
            CancelOutcome.CANCELLED),
        cancelling(
            "a cancel again",
            world -> {
              world.must(MERCHANT, after("t-1", SECOND));
              world.must(MERCHANT, new CancelTask(QUEUE, TASK));
            },
            CancelOutcome.CANCELLED),
        cancelling("a cancel of what a worker has", TaskWishes::leaseOne, CancelOutcome.LEASED),
        cancelling(
            "a cancel of what was done",
            world -> world.must(MERCHANT, new AckTask(leaseOne(world))),
            CancelOutcome.ALREADY_FIRED),
        cancelling("a cancel of what is dead", TaskRows::die, CancelOutcome.ALREADY_FIRED),
        cancelling("a cancel of nothing", _ -> {}, CancelOutcome.UNKNOWN),
        row(
            "a cancel in no queue",
            MERCHANT,
            new CancelTask(QUEUE, TASK),
            refused(new QueueUnknown(QUEUE))));
  }

  /** Both attempts fail. */
  static void die(World world) {
    world.must(MERCHANT, new NackTask(leaseOne(world), Duration.ZERO));
    world.tick();
    LeaseId second = TaskWishes.leased(world, lease(1)).getFirst().lease();
    world.must(MERCHANT, new NackTask(second, null));
  }

  private static Row holding(String name, Function<LeaseId, Command> ask, Consumer<Outcome> then) {
    LeaseId[] lease = new LeaseId[1];
    return row(
        name,
        world -> {
          TaskWishes.openQueue(world);
          lease[0] = leaseOne(world);
        },
        _ -> Request.of(SHOP, MERCHANT, ask.apply(lease[0])),
        then);
  }

  private static List<Row> leases() {
    return List.of(
        given("nothing is due", lease(1), answered()),
        row("a lease in no queue", MERCHANT, lease(1), refused(new QueueUnknown(QUEUE))),
        row(
            "a lease of what is due",
            world -> {
              TaskWishes.openQueue(world);
              world.must(MERCHANT, after("t-1", Duration.ZERO));
              world.tick();
            },
            _ -> Request.of(SHOP, MERCHANT, lease(1)),
            accepted(TasksLeased.class)),
        row(
            "a lease in a queue that is paused",
            world -> {
              world.must(MERCHANT, new DefineQueue(QUEUE, settings(PastDue.FIRE, true, 10)));
              world.must(MERCHANT, after("t-1", Duration.ZERO));
              world.tick();
            },
            _ -> Request.of(SHOP, MERCHANT, lease(1)),
            answered()),
        given("a lease of none", lease(0), invalid("max")),
        given(
            "a lease of a moment",
            new LeaseTasks(QUEUE, 1, Duration.ofMillis(1), Duration.ZERO, 0, List.of()),
            invalid("lease")),
        given(
            "a wait of a minute",
            new LeaseTasks(QUEUE, 1, null, Duration.ofMinutes(1), 0, List.of()),
            invalid("wait")),
        given(
            "a rank below zero",
            new LeaseTasks(QUEUE, 1, null, Duration.ZERO, -1, List.of()),
            invalid("rank")),
        given("a group twice", lease(1, new TaskGroup("a"), new TaskGroup("a")), invalid("groups")),
        holding("an ack", AckTask::new, accepted(TaskDone.class)),
        row("an ack of nothing", MERCHANT, new AckTask(NO_LEASE), refused(new LeaseLost(NO_LEASE))),
        holding(
            "an ack of an epoch to come",
            lease -> new AckTask(new LeaseId(lease.task(), 2)),
            outcome ->
                assertThat(((Outcome.Refused) outcome).refusal()).isInstanceOf(LeaseLost.class)),
        holding("a nack", lease -> new NackTask(lease, null), accepted(TaskReturned.class)),
        holding(
            "a nack with a delay below zero",
            lease -> new NackTask(lease, SECOND.negated()),
            invalid("retryAfter")),
        row(
            "a nack of nothing",
            MERCHANT,
            new NackTask(NO_LEASE, null),
            refused(new LeaseLost(NO_LEASE))),
        row(
            "a nack of the last attempt",
            world -> {
              TaskWishes.openQueue(world);
              world.must(MERCHANT, new NackTask(leaseOne(world), Duration.ZERO));
              world.tick();
            },
            world ->
                Request.of(
                    SHOP,
                    MERCHANT,
                    new NackTask(TaskWishes.leased(world, lease(1)).getFirst().lease(), null)),
            accepted(TaskDied.class)),
        holding("more time", lease -> new ExtendLease(lease, LEASE), accepted(LeaseExtended.class)),
        holding("no more time", lease -> new ExtendLease(lease, Duration.ZERO), invalid("lease")),
        row(
            "more time for nothing",
            MERCHANT,
            new ExtendLease(NO_LEASE, LEASE),
            refused(new LeaseLost(NO_LEASE))));
  }

  private static Row died(String name, Command command, Consumer<Outcome> then) {
    return row(
        name,
        world -> {
          TaskWishes.openQueue(world);
          die(world);
        },
        _ -> Request.of(SHOP, MERCHANT, command),
        then);
  }

  private static List<Row> dead() {
    return List.of(
        died("a revival", new ReviveTask(QUEUE, TASK), accepted(TaskRevived.class)),
        died("a revival of all", new ReviveAll(QUEUE), accepted(RevivalStarted.class)),
        died("a deletion", new DeleteDead(QUEUE, TASK), accepted(TaskEnded.class)),
        died("the dead task anew", after("t-1", SECOND), accepted(TaskScheduled.class)),
        given("a revival of all of none", new ReviveAll(QUEUE), answered()),
        given("a revival of nothing", new ReviveTask(QUEUE, TASK), refused(new TaskUnknown(TASK))),
        scheduled(
            "a revival of what lives", new ReviveTask(QUEUE, TASK), refused(new TaskUnknown(TASK))),
        scheduled(
            "a deletion of what lives",
            new DeleteDead(QUEUE, TASK),
            refused(new TaskUnknown(TASK))),
        row("a revival in no queue", MERCHANT, new ReviveTask(OTHER, TASK), noQueue()),
        row("a revival of all in no queue", MERCHANT, new ReviveAll(OTHER), noQueue()),
        row("a deletion in no queue", MERCHANT, new DeleteDead(OTHER, TASK), noQueue()));
  }

  private static Consumer<Outcome> noQueue() {
    return refused(new QueueUnknown(OTHER));
  }

  private static List<Row> lists() {
    return List.of(
        given("a queue", new ReadQueue(QUEUE), answered()),
        row("no queue", MERCHANT, new ReadQueue(OTHER), noQueue()),
        given("queues", new ListQueues(null, 1), answered()),
        given("too many queues", new ListQueues(null, 201), invalid("limit")),
        scheduled("a task to read", new ReadTask(QUEUE, TASK), answered()),
        given("no task", new ReadTask(QUEUE, TASK), refused(new TaskUnknown(TASK))),
        row("a task in no queue", MERCHANT, new ReadTask(OTHER, TASK), noQueue()),
        given("no dead", new ListDead(QUEUE, null, 1), answered()),
        given("too many dead", new ListDead(QUEUE, null, 0), invalid("limit")),
        row("the dead of no queue", MERCHANT, new ListDead(OTHER, null, 1), noQueue()),
        given(
            "another shop's task id",
            new ReadTask(QUEUE, new TaskId("x")),
            refused(new TaskUnknown(new TaskId("x")))));
  }
}
