package io.millrace.engine.task;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.shop.Shops;
import io.millrace.engine.snapshot.Section;
import io.millrace.engine.snapshot.SectionKind;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.model.TaskState;
import io.millrace.model.fact.QueueSecretRotated;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How queues, tasks and the memory of ended ones lie in snapshots. Rows and timers are made anew
 * while reading; how late things were is for people who look, and is not in it.
 */
final class TaskSections {
  private final Shops shops;
  private final Tasks tasks;

  TaskSections(Shops shops, Tasks tasks) {
    this.shops = shops;
    this.tasks = tasks;
  }

  List<Section> all() {
    return List.of(new QueueSection(), new TaskSection(), tasks.ended().section());
  }

  /** A section of its own behind all others: kinds come in the order of their numbers. */
  Section secrets() {
    return new SecretSection();
  }

  /** The secrets of each queue that pushes, the oldest first. */
  private final class SecretSection implements Section {
    @Override
    public SectionKind kind() {
      return SectionKind.QUEUE_SECRET;
    }

    @Override
    public Walk walk() {
      Iterator<OfQueue> rest = tasks.queues().all().stream().flatMap(OfQueue::all).iterator();
      return to -> {
        boolean left = rest.hasNext();
        if (left) {
          OfQueue next = rest.next();
          to.small(next.queue()).fact(next.secret());
        }
        return left;
      };
    }

    @Override
    public void read(StateReader from) {
      int queue = from.small();
      check(queue >= 0 && queue < tasks.queues().size(), "a secret's queue is there");
      tasks.queues().at(queue).secrets.restore(from.fact(QueueSecretRotated.class));
    }
  }

  private record OfQueue(int queue, QueueSecretRotated secret) {
    static Stream<OfQueue> all(Queue queue) {
      return queue.secrets.chain().stream().map(secret -> new OfQueue(queue.index, secret));
    }
  }

  private final class QueueSection implements Section {
    @Override
    public SectionKind kind() {
      return SectionKind.QUEUE;
    }

    @Override
    public Walk walk() {
      int[] next = new int[1];
      return to -> {
        int index = next[0]++;
        boolean left = index < tasks.queues().size();
        if (left) {
          tasks.write(tasks.queues().at(index), to);
        }
        return left;
      };
    }

    @Override
    public void read(StateReader from) {
      tasks.readQueue(shops.get(from.small()), from);
    }
  }

  /**
   * Those that stand in lists come in the order of their lists: what is due, by queue and priority,
   * then the dead, by queue.
   */
  private final class TaskSection implements Section {
    @Override
    public SectionKind kind() {
      return SectionKind.TASK;
    }

    @Override
    public Walk walk() {
      return new TaskWalk();
    }

    @Override
    public void read(StateReader from) {
      int queue = from.small();
      check(queue >= 0 && queue < tasks.queues().size(), "a task's queue is there");
      tasks.readTask(tasks.queues().at(queue), from);
    }
  }

  private final class TaskWalk implements Section.Walk {
    private final TaskTable table = tasks.table();
    private int unlisted = -1;
    private int queue;
    private int list;
    private int row = TaskTable.NONE;

    @Override
    public boolean next(StateWriter to) {
      int found = nextRow();
      if (found != TaskTable.NONE) {
        tasks.write(found, to);
      }
      return found != TaskTable.NONE;
    }

    private int nextRow() {
      for (unlisted = table.rowAfter(unlisted);
          unlisted != TaskTable.NONE;
          unlisted = table.rowAfter(unlisted)) {
        TaskState state = table.state(unlisted);
        if (state == TaskState.PENDING || state == TaskState.LEASED) {
          return unlisted;
        }
      }
      unlisted = table.rowsEnd();
      while (queue < tasks.queues().size()) {
        Queue current = tasks.queues().at(queue);
        boolean dead = list == Queue.PRIORITIES;
        RowList rows = dead ? current.deadRows : current.ready;
        int first = rows.first(dead ? Tasks.DEAD_LIST : list);
        row = row == TaskTable.NONE ? first : rows.after(row);
        if (row != TaskTable.NONE) {
          return row;
        }
        list++;
        if (list > Queue.PRIORITIES) {
          list = 0;
          queue++;
        }
      }
      return TaskTable.NONE;
    }
  }
}
