package io.millrace.engine.task;

import io.millrace.engine.id.Ids;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.shop.Shop;
import io.millrace.model.CancelOutcome;
import io.millrace.model.LeaseId;
import io.millrace.model.Limits;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.QueueSettings;
import io.millrace.model.Request;
import io.millrace.model.TaskEnd;
import io.millrace.model.TaskFailure;
import io.millrace.model.TaskState;
import io.millrace.model.answer.LeaseView;
import io.millrace.model.answer.QueueView;
import io.millrace.model.answer.RevivalView;
import io.millrace.model.answer.TaskCancelView;
import io.millrace.model.answer.TaskDoneBefore;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DeleteDead;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ReviveTask;
import io.millrace.model.command.RotateQueueSecret;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.fact.LeaseExtended;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.QueueSecretRotated;
import io.millrace.model.fact.RevivalStarted;
import io.millrace.model.fact.TaskDied;
import io.millrace.model.fact.TaskDone;
import io.millrace.model.fact.TaskEnded;
import io.millrace.model.fact.TaskReturned;
import io.millrace.model.fact.TaskRevived;
import io.millrace.model.fact.TaskScheduled;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.LeaseLost;
import io.millrace.model.refusal.PushMissing;
import io.millrace.model.refusal.QueueFull;
import io.millrace.model.refusal.QueueUnknown;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.TaskLeased;
import io.millrace.model.refusal.TaskUnknown;
import io.millrace.model.refusal.VersionMismatch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides what is asked of queues and tasks, but for handing them out; changes nothing. */
public final class TaskRules {
  private static final QueueView.Push BEGINS_TO_PUSH = new QueueView.Push(0, true);

  /** Whoever lets a queue push brings its secret; the edge always does. */
  private static final Invalid SECRET_MISSING = new Invalid("push", "needs a secret to sign with");

  private final Tasks tasks;
  private final TaskTable table;
  private final Ids ids;

  public TaskRules(Tasks tasks, Ids ids) {
    this.tasks = tasks;
    this.table = tasks.table();
    this.ids = ids;
  }

  public Outcome define(Request request, Shop shop, DefineQueue define, long nowMillis) {
    Queue queue = tasks.queues().find(shop, define.queue());
    int current = queue == null ? 0 : queue.version;
    Refusal mismatch = checkVersion(request.precondition(), current);
    if (mismatch != null) {
      return new Outcome.Refused(mismatch);
    }
    if (queue == null) {
      return defineFirst(request, shop, define, nowMillis);
    }
    QueueSettings settings = define.settings();
    if (queue.settings.equals(settings)) {
      return new Outcome.Answered(queue.view(nowMillis));
    }
    boolean begins = settings.pushUrl() != null && queue.secrets.isEmpty();
    if (begins && define.sealed() == null) {
      return new Outcome.Refused(SECRET_MISSING);
    }
    QueueDefined defined =
        new QueueDefined(queue.id, settings, current + 1, begins ? define.sealed() : null);
    QueueView.Push push =
        begins ? BEGINS_TO_PUSH : settings.pushUrl() == null ? null : queue.secrets.view();
    return shop.accept(
        request, defined, queue.view(settings, current + 1, nowMillis, push, nowMillis));
  }

  private Outcome defineFirst(Request request, Shop shop, DefineQueue define, long nowMillis) {
    if (tasks.queues().sizeOf(shop) >= Limits.SHOP_QUEUES_MAX) {
      return new Outcome.Refused(
          new Invalid("queue", "a shop has at most " + Limits.SHOP_QUEUES_MAX + " queues"));
    }
    boolean begins = define.settings().pushUrl() != null;
    if (begins && define.sealed() == null) {
      return new Outcome.Refused(SECRET_MISSING);
    }
    QueueDefined defined =
        new QueueDefined(define.queue(), define.settings(), 1, begins ? define.sealed() : null);
    return shop.accept(
        request, defined, TaskQueries.newQueue(defined, begins ? BEGINS_TO_PUSH : null, nowMillis));
  }

  public Outcome rotate(Request request, Shop shop, RotateQueueSecret rotate, long nowMillis) {
    Queue queue = tasks.queues().find(shop, rotate.queue());
    if (queue == null) {
      return new Outcome.Refused(new QueueUnknown(rotate.queue()));
    }
    Refusal mismatch = checkVersion(request.precondition(), queue.version);
    if (mismatch != null) {
      return new Outcome.Refused(mismatch);
    }
    if (queue.secrets.isEmpty()) {
      return new Outcome.Refused(new PushMissing(queue.id));
    }
    int next = queue.version + 1;
    long overlapUntil = nowMillis + Limits.WEBHOOK_SECRET_OVERLAP.toMillis();
    return shop.accept(
        request,
        new QueueSecretRotated(queue.id, rotate.sealed(), overlapUntil, next),
        queue.view(
            queue.settings, next, nowMillis, new QueueView.Push(overlapUntil, true), nowMillis));
  }

  /** A queue may be changed without having been seen: its settings are the merchant's own. */
  private static @Nullable Refusal checkVersion(Precondition precondition, int current) {
    return switch (precondition) {
      case Precondition.None() -> null;
      case Precondition.Any() -> current > 0 ? null : new VersionMismatch(0);
      case Precondition.Version(int version) ->
          version == current && current > 0 ? null : new VersionMismatch(current);
    };
  }

  public Outcome schedule(Request request, Shop shop, ScheduleTask schedule, long nowMillis) {
    Queue queue = tasks.queues().find(shop, schedule.queue());
    if (queue == null) {
      return new Outcome.Refused(new QueueUnknown(schedule.queue()));
    }
    long wish = wish(schedule);
    int row = table.find(queue, schedule.task());
    if (row == TaskTable.NONE && tasks.ended().hasEnded(queue, schedule.task(), wish)) {
      return new Outcome.Answered(new TaskDoneBefore(schedule.task()));
    }
    if (row != TaskTable.NONE && table.getLong(row, TaskTable.WISH) == wish) {
      return new Outcome.Answered(TaskQueries.view(tasks, row));
    }
    TaskState state = row == TaskTable.NONE ? null : table.state(row);
    if (state == TaskState.LEASED) {
      return new Outcome.Refused(new TaskLeased(schedule.task()));
    }
    boolean addsOpenWork = state == null || state == TaskState.DEAD;
    if (addsOpenWork && queue.open() >= queue.settings.pendingMax()) {
      return new Outcome.Refused(new QueueFull(queue.id, queue.settings.pendingMax()));
    }
    if (!queue.hasRoomFor(schedule.group())) {
      return new Outcome.Refused(
          new Invalid("group", "a queue has at most " + Limits.QUEUE_GROUPS_MAX + " groups"));
    }
    TaskScheduled scheduled =
        new TaskScheduled(
            row == TaskTable.NONE ? ids.next(nowMillis) : table.number(row),
            queue.id,
            schedule.task(),
            dueAtMillis(schedule, nowMillis),
            wish,
            schedule.payload(),
            schedule.priority(),
            schedule.group());
    return shop.accept(request, scheduled, TaskQueries.view(scheduled, row == TaskTable.NONE));
  }

  /** A time that has passed is now: so what is due stands in the order in which it became due. */
  private static long dueAtMillis(ScheduleTask schedule, long nowMillis) {
    Long dueAtMillis = schedule.dueAtMillis();
    Duration delay = schedule.delay();
    return dueAtMillis != null
        ? Math.max(dueAtMillis, nowMillis)
        : nowMillis + (delay == null ? 0 : delay.toMillis());
  }

  /**
   * The same for the same request, however late it is repeated: a delay counts as it was given, not
   * as the time that it led to.
   */
  private static long wish(ScheduleTask schedule) {
    Long dueAtMillis = schedule.dueAtMillis();
    Duration delay = schedule.delay();
    long hash = dueAtMillis == null ? 0 : Mix.fold(Mix.mix(1), 1, dueAtMillis);
    hash = delay == null ? hash : Mix.fold(Mix.mix(2), 2, delay.toMillis());
    hash = Mix.fold(hash, 3, Mix.text(schedule.payload()));
    hash = Mix.fold(hash, 4, schedule.priority());
    return schedule.group() == null ? hash : Mix.fold(hash, 5, Mix.text(schedule.group().value()));
  }

  public Outcome cancel(Request request, Shop shop, CancelTask cancel) {
    Queue queue = tasks.queues().find(shop, cancel.queue());
    if (queue == null) {
      return new Outcome.Refused(new QueueUnknown(cancel.queue()));
    }
    int row = table.find(queue, cancel.task());
    if (row == TaskTable.NONE) {
      CancelOutcome outcome =
          switch (tasks.ended().ending(queue, cancel.task())) {
            case EndedTasks.DONE -> CancelOutcome.ALREADY_FIRED;
            case EndedTasks.CANCELLED -> CancelOutcome.CANCELLED;
            default -> CancelOutcome.UNKNOWN;
          };
      return new Outcome.Answered(new TaskCancelView(cancel.task(), outcome));
    }
    return switch (table.state(row)) {
      case PENDING, DUE ->
          shop.accept(
              request,
              new TaskEnded(table.number(row), TaskEnd.CANCELLED),
              new TaskCancelView(cancel.task(), CancelOutcome.CANCELLED));
      case LEASED -> new Outcome.Answered(new TaskCancelView(cancel.task(), CancelOutcome.LEASED));
      case DEAD ->
          new Outcome.Answered(new TaskCancelView(cancel.task(), CancelOutcome.ALREADY_FIRED));
    };
  }

  public Outcome ack(Request request, Shop shop, AckTask ack) {
    return find(shop, ack.lease()) == TaskTable.NONE
        ? new Outcome.Refused(new LeaseLost(ack.lease()))
        : shop.accept(
            request,
            new TaskDone(ack.lease()),
            new LeaseView(ack.lease(), LeaseView.Ending.DONE, 0));
  }

  public Outcome nack(Request request, Shop shop, NackTask nack, long nowMillis) {
    LeaseId lease = nack.lease();
    int row = find(shop, lease);
    if (row == TaskTable.NONE) {
      return new Outcome.Refused(new LeaseLost(lease));
    }
    QueueSettings settings = tasks.queueOf(row).settings;
    int attempts = table.attempts(row);
    if (attempts >= settings.maxAttempts()) {
      long keptUntilMillis = nowMillis + settings.deadRetention().toMillis();
      return shop.accept(
          request,
          new TaskDied(lease, TaskFailure.NACKED, keptUntilMillis),
          new LeaseView(lease, LeaseView.Ending.DEAD, keptUntilMillis));
    }
    Duration retryAfter = nack.retryAfter();
    long dueAtMillis =
        nowMillis
            + (retryAfter == null
                ? Retries.delayMillis(settings.backoff(), attempts, lease)
                : retryAfter.toMillis());
    return shop.accept(
        request,
        new TaskReturned(lease, TaskFailure.NACKED, dueAtMillis),
        new LeaseView(lease, LeaseView.Ending.RETRY, dueAtMillis));
  }

  public Outcome extend(Request request, Shop shop, ExtendLease extend, long nowMillis) {
    if (find(shop, extend.lease()) == TaskTable.NONE) {
      return new Outcome.Refused(new LeaseLost(extend.lease()));
    }
    long untilMillis = nowMillis + extend.span().toMillis();
    return shop.accept(
        request,
        new LeaseExtended(extend.lease(), untilMillis),
        new LeaseView(extend.lease(), LeaseView.Ending.EXTENDED, untilMillis));
  }

  /** The task that is leased just so; none when the lease was lost or is another shop's. */
  private int find(Shop shop, LeaseId lease) {
    int row = table.find(lease.task());
    boolean holds =
        row != TaskTable.NONE
            && tasks.queueOf(row).shop == shop
            && table.state(row) == TaskState.LEASED
            && table.get(row, TaskTable.EPOCH) == lease.epoch();
    return holds ? row : TaskTable.NONE;
  }

  public Outcome revive(Request request, Shop shop, ReviveTask revive, long nowMillis) {
    Queue queue = tasks.queues().find(shop, revive.queue());
    if (queue == null) {
      return new Outcome.Refused(new QueueUnknown(revive.queue()));
    }
    int row = table.find(queue, revive.task());
    if (row == TaskTable.NONE || table.state(row) != TaskState.DEAD) {
      return new Outcome.Refused(new TaskUnknown(revive.task()));
    }
    return shop.accept(
        request,
        new TaskRevived(table.number(row), nowMillis),
        TaskQueries.revived(tasks, row, nowMillis));
  }

  public Outcome reviveAll(Request request, Shop shop, ReviveAll revive) {
    Queue queue = tasks.queues().find(shop, revive.queue());
    if (queue == null) {
      return new Outcome.Refused(new QueueUnknown(revive.queue()));
    }
    if (queue.reviving > 0 || queue.dead == 0) {
      return new Outcome.Answered(new RevivalView(queue.id, queue.reviving));
    }
    return shop.accept(
        request, new RevivalStarted(queue.id, queue.dead), new RevivalView(queue.id, queue.dead));
  }

  public Outcome delete(Request request, Shop shop, DeleteDead delete) {
    Queue queue = tasks.queues().find(shop, delete.queue());
    if (queue == null) {
      return new Outcome.Refused(new QueueUnknown(delete.queue()));
    }
    int row = table.find(queue, delete.task());
    if (row == TaskTable.NONE || table.state(row) != TaskState.DEAD) {
      return new Outcome.Refused(new TaskUnknown(delete.task()));
    }
    return shop.accept(
        request, new TaskEnded(table.number(row), TaskEnd.DELETED), TaskQueries.view(tasks, row));
  }
}
