package io.millrace.engine.task;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Mix;
import io.millrace.model.LeaseId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Recorded;
import io.millrace.model.TaskEnd;
import io.millrace.model.TaskFailure;
import io.millrace.model.fact.TaskDied;
import io.millrace.model.fact.TaskDue;
import io.millrace.model.fact.TaskEnded;
import io.millrace.model.fact.TaskFact;
import io.millrace.model.fact.TaskPostponed;
import io.millrace.model.fact.TaskReturned;
import io.millrace.model.fact.TasksRevived;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Decides what a timer of a task or queue does; changes nothing. */
public final class FiringTasks {
  /** Over so long are tasks spread whose time came while the node stood. */
  static final long SPREAD_MILLIS = Duration.ofMinutes(5).toMillis();

  /**
   * A task is past due if its time was so long before the log was opened: less is the moment that a
   * rebuild takes, and not a stop.
   */
  static final long PAST_DUE_MILLIS = Duration.ofSeconds(1).toMillis();

  /** Of a revival; with its numbers a fact of 3 KiB. */
  static final int SLICE_TASKS = 256;

  private final Tasks tasks;
  private final TaskTable table;

  public FiringTasks(Tasks tasks) {
    this.tasks = tasks;
    this.table = tasks.table();
  }

  public Recorded due(long number, long nowMillis) {
    int row = require(number);
    Queue queue = tasks.queueOf(row);
    long dueAtMillis = table.getLong(row, TaskTable.DUE);
    boolean isPastDue = dueAtMillis < tasks.openedAtMillis() - PAST_DUE_MILLIS;
    TaskFact fact =
        switch (queue.settings.pastDue()) {
          case FIRE -> new TaskDue(number);
          case SPREAD ->
              isPastDue
                  ? new TaskPostponed(
                      number,
                      nowMillis + 1 + Long.remainderUnsigned(Mix.mix(number), SPREAD_MILLIS))
                  : new TaskDue(number);
          case DROP -> isPastDue ? new TaskEnded(number, TaskEnd.PAST_DUE) : new TaskDue(number);
        };
    return queue.shop.recordByNode(fact);
  }

  public Recorded leaseEnd(long number, long nowMillis) {
    int row = require(number);
    Queue queue = tasks.queueOf(row);
    LeaseId lease = new LeaseId(number, table.get(row, TaskTable.EPOCH));
    QueueSettings settings = queue.settings;
    int attempts = table.attempts(row);
    TaskFact fact =
        attempts >= settings.maxAttempts()
            ? new TaskDied(
                lease, TaskFailure.EXPIRED, nowMillis + settings.deadRetention().toMillis())
            : new TaskReturned(
                lease,
                TaskFailure.EXPIRED,
                nowMillis + Retries.delayMillis(settings.backoff(), attempts, lease));
    return queue.shop.recordByNode(fact);
  }

  public Recorded deadEnd(long number) {
    Queue queue = tasks.queueOf(require(number));
    return queue.shop.recordByNode(new TaskEnded(number, TaskEnd.RETENTION));
  }

  /** The next slice of a revival, in the order in which the tasks died. */
  public Recorded revival(long place, long nowMillis) {
    Queue queue = tasks.queues().at((int) place);
    List<Long> numbers = new ArrayList<>();
    int row = queue.deadRows.first(0);
    while (row != TaskTable.NONE
        && numbers.size() < SLICE_TASKS
        && table.getLong(row, TaskTable.DUE) <= queue.revivingUpToMillis) {
      numbers.add(table.number(row));
      row = queue.deadRows.after(row);
    }
    boolean isOver =
        row == TaskTable.NONE || table.getLong(row, TaskTable.DUE) > queue.revivingUpToMillis;
    // Some may have been deleted or revived by hand: the count is for people, the end is exact.
    int left = isOver ? 0 : Math.max(1, queue.reviving - numbers.size());
    return queue.shop.recordByNode(new TasksRevived(queue.id, numbers, nowMillis, left));
  }

  private int require(long number) {
    int row = table.find(number);
    check(row != TaskTable.NONE, "a timer of a task that does not exist");
    return row;
  }
}
