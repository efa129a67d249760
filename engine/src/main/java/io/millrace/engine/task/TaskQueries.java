package io.millrace.engine.task;

import io.millrace.engine.shop.Shop;
import io.millrace.model.Outcome;
import io.millrace.model.TaskState;
import io.millrace.model.answer.DeadPage;
import io.millrace.model.answer.LatenessView;
import io.millrace.model.answer.QueuePage;
import io.millrace.model.answer.QueueView;
import io.millrace.model.answer.TaskView;
import io.millrace.model.command.ListDead;
import io.millrace.model.command.ListQueues;
import io.millrace.model.command.ReadQueue;
import io.millrace.model.command.ReadTask;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.TaskScheduled;
import io.millrace.model.refusal.QueueUnknown;
import io.millrace.model.refusal.TaskUnknown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers questions about queues and tasks. */
public final class TaskQueries {
  private static final LatenessView NEVER = new LatenessView(0, 0, 0, 0);
  private static final int DEAD_LIST = 0;

  private final Tasks tasks;
  private final TaskTable table;

  public TaskQueries(Tasks tasks) {
    this.tasks = tasks;
    this.table = tasks.table();
  }

  public Outcome read(Shop shop, ReadQueue read, long nowMillis) {
    Queue queue = tasks.queues().find(shop, read.queue());
    return queue == null
        ? new Outcome.Refused(new QueueUnknown(read.queue()))
        : new Outcome.Answered(queue.view(nowMillis));
  }

  public QueuePage list(Shop shop, ListQueues list, long nowMillis) {
    List<QueueView> views = new ArrayList<>();
    for (Queue queue : tasks.queues().after(shop, list.after())) {
      if (views.size() == list.limit()) {
        return new QueuePage(views, true);
      }
      views.add(queue.view(nowMillis));
    }
    return new QueuePage(views, false);
  }

  public Outcome read(Shop shop, ReadTask read) {
    Queue queue = tasks.queues().find(shop, read.queue());
    if (queue == null) {
      return new Outcome.Refused(new QueueUnknown(read.queue()));
    }
    int row = table.find(queue, read.task());
    return row == TaskTable.NONE
        ? new Outcome.Refused(new TaskUnknown(read.task()))
        : new Outcome.Answered(view(tasks, row));
  }

  public Outcome list(Shop shop, ListDead list) {
    Queue queue = tasks.queues().find(shop, list.queue());
    if (queue == null) {
      return new Outcome.Refused(new QueueUnknown(list.queue()));
    }
    List<TaskView> views = new ArrayList<>();
    int row = firstDead(queue, list.after());
    while (row != TaskTable.NONE && views.size() < list.limit()) {
      views.add(view(tasks, row));
      row = queue.deadRows.after(row);
    }
    return new Outcome.Answered(new DeadPage(views, row != TaskTable.NONE));
  }

  /**
   * Behind the last one seen. If that is dead no more, behind all that died before it did: the list
   * is in the order of dying, and who works it off does so from its beginning.
   */
  private int firstDead(Queue queue, ListDead.@Nullable After after) {
    int first = queue.deadRows.first(DEAD_LIST);
    if (after == null) {
      return first;
    }
    int last = table.find(after.task());
    boolean isThere =
        last != TaskTable.NONE
            && tasks.queueOf(last) == queue
            && table.state(last) == TaskState.DEAD
            && table.getLong(last, TaskTable.DUE) == after.diedAtMillis();
    if (isThere) {
      return queue.deadRows.after(last);
    }
    int row = first;
    while (row != TaskTable.NONE && table.getLong(row, TaskTable.DUE) < after.diedAtMillis()) {
      row = queue.deadRows.after(row);
    }
    return row;
  }

  static TaskView view(Tasks tasks, int row) {
    TaskTable table = tasks.table();
    long dueAtMillis = table.getLong(row, TaskTable.DUE);
    return view(table, tasks.queueOf(row), row, table.state(row), dueAtMillis, 0);
  }

  /** A task as it will be: in another state, with another time, after so many more attempts. */
  static TaskView view(
      TaskTable table, Queue queue, int row, TaskState state, long dueAtMillis, int more) {
    return new TaskView(
        table.number(row),
        queue.id,
        table.name(row),
        state,
        dueAtMillis,
        table.attempts(row) + more,
        table.payload(row),
        table.priority(row),
        queue.group(table.get(row, TaskTable.GROUP)),
        false);
  }

  static TaskView view(TaskScheduled scheduled, boolean isNew) {
    return new TaskView(
        scheduled.number(),
        scheduled.queue(),
        scheduled.task(),
        TaskState.PENDING,
        scheduled.dueAtMillis(),
        0,
        scheduled.payload(),
        scheduled.priority(),
        scheduled.group(),
        isNew);
  }

  static TaskView revived(Tasks tasks, int row, long dueAtMillis) {
    TaskTable table = tasks.table();
    Queue queue = tasks.queueOf(row);
    return view(table, queue, row, TaskState.PENDING, dueAtMillis, -table.attempts(row));
  }

  static QueueView newQueue(QueueDefined defined, QueueView.@Nullable Push push, long nowMillis) {
    return new QueueView(
        defined.queue(),
        defined.settings(),
        defined.version(),
        nowMillis,
        nowMillis,
        new QueueView.Counts(0, 0, 0, 0),
        null,
        0,
        NEVER,
        NEVER,
        push);
  }
}
