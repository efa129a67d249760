package io.millrace.proof.audit;

import io.millrace.model.Backoff;
import io.millrace.model.CancelOutcome;
import io.millrace.model.LeaseId;
import io.millrace.model.QueueSettings;
import io.millrace.model.TaskEnd;
import io.millrace.model.TaskFailure;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskState;
import io.millrace.model.answer.LeaseView;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.RevivalView;
import io.millrace.model.answer.TaskCancelView;
import io.millrace.model.answer.TaskDoneBefore;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DeleteDead;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.ReadQueue;
import io.millrace.model.command.ReadTask;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ReviveTask;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.fact.LeaseExtended;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.RevivalStarted;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.TaskDied;
import io.millrace.model.fact.TaskDone;
import io.millrace.model.fact.TaskEnded;
import io.millrace.model.fact.TaskReturned;
import io.millrace.model.fact.TaskRevived;
import io.millrace.model.fact.TaskScheduled;
import io.millrace.model.fact.TasksLeased;
import io.millrace.model.refusal.LeaseLost;
import io.millrace.model.refusal.QueueFull;
import io.millrace.model.refusal.QueueUnknown;
import io.millrace.model.refusal.TaskLeased;
import io.millrace.model.refusal.TaskUnknown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must become of requests about queues and tasks. */
final class TaskRules {
  private static final int PERCENT = 100;

  /** What makes a repeat of a scheduling the same wish. */
  private record Wish(
      @Nullable Long dueAtMillis,
      @Nullable Duration delay,
      String payload,
      int priority,
      @Nullable TaskGroup group) {
    static Wish of(ScheduleTask schedule) {
      return new Wish(
          schedule.dueAtMillis(),
          schedule.delay(),
          schedule.payload(),
          schedule.priority(),
          schedule.group());
    }
  }

  private final Tasks tasks;

  /** The numbers under which the log knows wishes. */
  private final Map<Wish, Long> wishes = new HashMap<>();

  TaskRules(Tasks tasks) {
    this.tasks = tasks;
  }

  Expected define(DefineQueue define, long nowMillis) {
    TaskQueue queue = tasks.queues.get(define.queue());
    if (queue == null) {
      QueueDefined first = new QueueDefined(define.queue(), define.settings(), 1);
      return new Expected.Change(first, new TaskQueue(first, nowMillis, 0).view());
    }
    if (queue.settings().equals(define.settings())) {
      return new Expected.Unchanged(queue.view());
    }
    QueueDefined next = new QueueDefined(define.queue(), define.settings(), queue.version() + 1);
    return new Expected.Change(next, queue.view(next, nowMillis));
  }

  Expected read(ReadQueue read) {
    TaskQueue queue = tasks.queues.get(read.queue());
    return queue == null
        ? new Expected.No(new QueueUnknown(read.queue()))
        : new Expected.Unchanged(queue.view());
  }

  Expected read(ReadTask read) {
    TaskQueue queue = tasks.queues.get(read.queue());
    if (queue == null) {
      return new Expected.No(new QueueUnknown(read.queue()));
    }
    Task task = queue.tasks.get(read.task());
    return task == null
        ? new Expected.No(new TaskUnknown(read.task()))
        : new Expected.Unchanged(task.view());
  }

  /**
   * What scheduling leads to.
   *
   * @param hasForgotten whether the node says that it does not know how the task ended
   */
  Expected schedule(
      ScheduleTask schedule, long nowMillis, @Nullable ShopFact happened, boolean hasForgotten) {
    TaskQueue queue = tasks.queues.get(schedule.queue());
    if (queue == null) {
      return new Expected.No(new QueueUnknown(schedule.queue()));
    }
    Long wish = wishes.get(Wish.of(schedule));
    Task task = queue.tasks.get(schedule.task());
    TaskQueue.Ended ended = queue.ended(schedule.task());
    boolean mustBeKnown = ended != null && ended.mustBeKnown(nowMillis);
    boolean hasEndedSo = ended != null && wish != null && ended.wish() == wish;
    if (task == null && hasEndedSo && (mustBeKnown || !hasForgotten)) {
      return new Expected.Unchanged(new TaskDoneBefore(schedule.task()));
    }
    if (task != null && wish != null && task.scheduled.wish() == wish) {
      return new Expected.Unchanged(task.view());
    }
    if (task != null && task.state == TaskState.LEASED) {
      return new Expected.No(new TaskLeased(schedule.task()));
    }
    boolean addsWork = task == null || task.state == TaskState.DEAD;
    if (addsWork && queue.open() >= queue.settings().pendingMax()) {
      return new Expected.No(new QueueFull(schedule.queue(), queue.settings().pendingMax()));
    }
    TaskScheduled scheduled = scheduled(schedule, task, nowMillis, happened);
    return new Expected.Change(
        scheduled,
        new Task(scheduled).view(TaskState.PENDING, scheduled.dueAtMillis(), 0, task == null));
  }

  private TaskScheduled scheduled(
      ScheduleTask schedule, @Nullable Task task, long nowMillis, @Nullable ShopFact happened) {
    TaskScheduled logged = happened instanceof TaskScheduled one ? one : null;
    Long known = wishes.get(Wish.of(schedule));
    Duration delay = schedule.delay();
    long dueAtMillis =
        schedule.dueAtMillis() != null
            ? Math.max(schedule.dueAtMillis(), nowMillis)
            : nowMillis + (delay == null ? 0 : delay.toMillis());
    return new TaskScheduled(
        task != null ? task.number : logged == null ? 1 : logged.number(),
        schedule.queue(),
        schedule.task(),
        dueAtMillis,
        known != null ? known : logged == null ? 0 : logged.wish(),
        schedule.payload(),
        schedule.priority(),
        schedule.group());
  }

  /** The log has taken this wish under this number. */
  void learn(ScheduleTask schedule, TaskScheduled scheduled) {
    wishes.putIfAbsent(Wish.of(schedule), scheduled.wish());
  }

  Expected cancel(CancelTask cancel, long nowMillis, boolean hasForgotten) {
    TaskQueue queue = tasks.queues.get(cancel.queue());
    if (queue == null) {
      return new Expected.No(new QueueUnknown(cancel.queue()));
    }
    Task task = queue.tasks.get(cancel.task());
    if (task == null) {
      TaskQueue.Ended ended = queue.ended(cancel.task());
      boolean isKnown = ended != null && (ended.mustBeKnown(nowMillis) || !hasForgotten);
      CancelOutcome how = ended != null && isKnown ? ended.how() : CancelOutcome.UNKNOWN;
      return new Expected.Unchanged(new TaskCancelView(cancel.task(), how));
    }
    return switch (task.state) {
      case PENDING, DUE ->
          new Expected.Change(
              new TaskEnded(task.number, TaskEnd.CANCELLED),
              new TaskCancelView(cancel.task(), CancelOutcome.CANCELLED));
      case LEASED ->
          new Expected.Unchanged(new TaskCancelView(cancel.task(), CancelOutcome.LEASED));
      case DEAD ->
          new Expected.Unchanged(new TaskCancelView(cancel.task(), CancelOutcome.ALREADY_FIRED));
    };
  }

  Expected lease(LeaseTasks wanted, long nowMillis) {
    TaskQueue queue = tasks.queues.get(wanted.queue());
    if (queue == null) {
      return new Expected.No(new QueueUnknown(wanted.queue()));
    }
    QueueSettings settings = queue.settings();
    Duration span = wanted.lease() == null ? settings.lease() : wanted.lease();
    long untilMillis = nowMillis + span.toMillis();
    List<LeaseId> leases = new ArrayList<>();
    List<LeasedTasks.Leased> items = new ArrayList<>();
    for (Task task :
        settings.paused() ? List.<Task>of() : queue.first(wanted.max(), wanted.groups())) {
      LeaseId lease = new LeaseId(task.number, task.epoch + 1);
      leases.add(lease);
      items.add(
          new LeasedTasks.Leased(
              lease, task.view(TaskState.LEASED, task.dueAtMillis, task.attempts + 1, false)));
    }
    LeasedTasks answer = new LeasedTasks(items, untilMillis);
    return leases.isEmpty()
        ? new Expected.Unchanged(answer)
        : new Expected.Change(new TasksLeased(wanted.queue(), untilMillis, leases), answer);
  }

  Expected ack(AckTask ack) {
    return tasks.held(ack.lease()) == null
        ? new Expected.No(new LeaseLost(ack.lease()))
        : new Expected.Change(
            new TaskDone(ack.lease()), new LeaseView(ack.lease(), LeaseView.Ending.DONE, 0));
  }

  Expected nack(NackTask nack, long nowMillis, @Nullable ShopFact happened) {
    Task task = tasks.held(nack.lease());
    if (task == null) {
      return new Expected.No(new LeaseLost(nack.lease()));
    }
    QueueSettings settings = tasks.queueOf(task).settings();
    if (task.attempts >= settings.maxAttempts()) {
      long keptUntilMillis = nowMillis + settings.deadRetention().toMillis();
      return new Expected.Change(
          new TaskDied(nack.lease(), TaskFailure.NACKED, keptUntilMillis),
          new LeaseView(nack.lease(), LeaseView.Ending.DEAD, keptUntilMillis));
    }
    Duration asked = nack.retryAfter();
    long dueAtMillis =
        asked == null ? retryMillis(task, nowMillis, happened) : nowMillis + asked.toMillis();
    return new Expected.Change(
        new TaskReturned(nack.lease(), TaskFailure.NACKED, dueAtMillis),
        new LeaseView(nack.lease(), LeaseView.Ending.RETRY, dueAtMillis));
  }

  /** What must become of a lease that nobody has ended by its time. */
  Expected leaseEnd(Task task, long nowMillis, @Nullable ShopFact happened) {
    LeaseId lease = new LeaseId(task.number, task.epoch);
    QueueSettings settings = tasks.queueOf(task).settings();
    long keptUntilMillis = nowMillis + settings.deadRetention().toMillis();
    ShopFact fact =
        task.attempts >= settings.maxAttempts()
            ? new TaskDied(lease, TaskFailure.EXPIRED, keptUntilMillis)
            : new TaskReturned(lease, TaskFailure.EXPIRED, retryMillis(task, nowMillis, happened));
    return new Expected.Change(fact, new LeaseView(lease, LeaseView.Ending.RETRY, 0));
  }

  /** Jitter leaves the node a choice: what it chose is right if it lies in the span. */
  private long retryMillis(Task task, long nowMillis, @Nullable ShopFact happened) {
    long chosenMillis = happened instanceof TaskReturned one ? one.dueAtMillis() : 0;
    return switch (tasks.queueOf(task).settings().backoff()) {
      case Backoff.Listed(List<Duration> delays) ->
          nowMillis + delays.get(Math.min(task.attempts, delays.size()) - 1).toMillis();
      case Backoff.Exponential backoff -> {
        long delayMillis = backoff.first().toMillis();
        for (int i = 1; i < task.attempts; i++) {
          delayMillis = Math.min(2 * delayMillis, backoff.cap().toMillis());
        }
        long jitterMillis = delayMillis * backoff.jitterPercent() / PERCENT;
        yield Math.clamp(
            chosenMillis,
            nowMillis + delayMillis - jitterMillis,
            nowMillis + delayMillis + jitterMillis);
      }
    };
  }

  Expected extend(ExtendLease extend, long nowMillis) {
    if (tasks.held(extend.lease()) == null) {
      return new Expected.No(new LeaseLost(extend.lease()));
    }
    long untilMillis = nowMillis + extend.span().toMillis();
    return new Expected.Change(
        new LeaseExtended(extend.lease(), untilMillis),
        new LeaseView(extend.lease(), LeaseView.Ending.EXTENDED, untilMillis));
  }

  Expected revive(ReviveTask revive, long nowMillis) {
    TaskQueue queue = tasks.queues.get(revive.queue());
    if (queue == null) {
      return new Expected.No(new QueueUnknown(revive.queue()));
    }
    Task task = queue.tasks.get(revive.task());
    return task == null || task.state != TaskState.DEAD
        ? new Expected.No(new TaskUnknown(revive.task()))
        : new Expected.Change(
            new TaskRevived(task.number, nowMillis),
            task.view(TaskState.PENDING, nowMillis, 0, false));
  }

  /** One revival at a time, and only of something; it goes on by itself. */
  Expected reviveAll(ReviveAll revive) {
    TaskQueue queue = tasks.queues.get(revive.queue());
    if (queue == null) {
      return new Expected.No(new QueueUnknown(revive.queue()));
    }
    int dead = queue.count(TaskState.DEAD);
    return queue.reviving > 0 || dead == 0
        ? new Expected.Unchanged(new RevivalView(revive.queue(), queue.reviving))
        : new Expected.Change(
            new RevivalStarted(revive.queue(), dead), new RevivalView(revive.queue(), dead));
  }

  Expected delete(DeleteDead delete) {
    TaskQueue queue = tasks.queues.get(delete.queue());
    if (queue == null) {
      return new Expected.No(new QueueUnknown(delete.queue()));
    }
    Task task = queue.tasks.get(delete.task());
    return task == null || task.state != TaskState.DEAD
        ? new Expected.No(new TaskUnknown(delete.task()))
        : new Expected.Change(new TaskEnded(task.number, TaskEnd.DELETED), task.view());
  }
}
