package io.millrace.engine.task;

import io.millrace.engine.shop.Shop;
import io.millrace.model.Actor;
import io.millrace.model.LeaseId;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskState;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.TaskView;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.fact.TasksLeased;
import io.millrace.model.refusal.QueueUnknown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Decides which due tasks a worker is handed: by priority, then by when they became due. */
public final class Leasing {
  private final Tasks tasks;
  private final TaskTable table;

  public Leasing(Tasks tasks) {
    this.tasks = tasks;
    this.table = tasks.table();
  }

  public Outcome lease(Request request, Shop shop, LeaseTasks wanted, long nowMillis) {
    Queue queue = tasks.queues().find(shop, wanted.queue());
    if (queue == null) {
      return new Outcome.Refused(new QueueUnknown(wanted.queue()));
    }
    List<LeaseId> leases = new ArrayList<>();
    List<LeasedTasks.Leased> items = new ArrayList<>();
    for (int row : mayLease(request, queue) ? pick(queue, wanted) : List.<Integer>of()) {
      LeaseId lease = new LeaseId(table.number(row), table.get(row, TaskTable.EPOCH) + 1);
      leases.add(lease);
      items.add(new LeasedTasks.Leased(lease, leased(queue, row)));
    }
    Duration span = wanted.lease() == null ? queue.settings.lease() : wanted.lease();
    long untilMillis = nowMillis + span.toMillis();
    LeasedTasks answer = new LeasedTasks(items, untilMillis);
    return leases.isEmpty()
        ? new Outcome.Answered(answer)
        : shop.accept(request, new TasksLeased(queue.id, untilMillis, leases), answer);
  }

  /** What pushes asks for the node; one that asked before the queue was changed gets nothing. */
  private static boolean mayLease(Request request, Queue queue) {
    return request.actor().role() != Actor.Role.NODE || queue.settings.pushUrl() != null;
  }

  private TaskView leased(Queue queue, int row) {
    return TaskQueries.view(
        table, queue, row, TaskState.LEASED, table.getLong(row, TaskTable.DUE), 1);
  }

  private List<Integer> pick(Queue queue, LeaseTasks wanted) {
    List<RowList> lists = lists(queue, wanted.groups());
    List<Integer> picked = new ArrayList<>();
    if (queue.settings.paused()) {
      return picked;
    }
    int[] heads = new int[lists.size()];
    for (int priority = Queue.PRIORITIES - 1; priority >= 0; priority--) {
      for (int i = 0; i < heads.length; i++) {
        heads[i] = lists.get(i).first(priority);
      }
      for (int first = first(heads);
          first >= 0 && picked.size() < wanted.max();
          first = first(heads)) {
        picked.add(heads[first]);
        heads[first] = lists.get(first).after(heads[first]);
      }
    }
    return picked;
  }

  private static List<RowList> lists(Queue queue, List<TaskGroup> groups) {
    if (groups.isEmpty()) {
      return List.of(queue.ready);
    }
    List<RowList> lists = new ArrayList<>();
    for (TaskGroup group : groups) {
      RowList list = queue.readyOf(group);
      if (list != null) {
        lists.add(list);
      }
    }
    return lists;
  }

  /** Which head became due first; -1 when there is none. */
  private int first(int[] heads) {
    int first = -1;
    for (int i = 0; i < heads.length; i++) {
      boolean isThere = heads[i] != TaskTable.NONE;
      if (isThere && (first < 0 || isBefore(heads[i], heads[first]))) {
        first = i;
      }
    }
    return first;
  }

  private boolean isBefore(int one, int other) {
    long oneMillis = table.getLong(one, TaskTable.DUE);
    long otherMillis = table.getLong(other, TaskTable.DUE);
    return oneMillis < otherMillis
        || (oneMillis == otherMillis && table.number(one) < table.number(other));
  }
}
