package io.millrace.proof.audit;

import io.millrace.model.CancelOutcome;
import io.millrace.model.Limits;
import io.millrace.model.QueueSettings;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import io.millrace.model.TaskState;
import io.millrace.model.answer.LatenessView;
import io.millrace.model.answer.QueueView;
import io.millrace.model.fact.QueueDefined;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A queue with the tasks that are in it and those that have left it. */
final class TaskQueue {
  private static final LatenessView UNJUDGED = new LatenessView(0, 0, 0, 0);

  /** A task that is there no more. */
  record Ended(long wish, CancelOutcome how, long atMillis) {
    /** Until then the node must know how it ended; after that it may forget it. */
    boolean mustBeKnown(long nowMillis) {
      return Keys.mustBeKnown(atMillis, nowMillis);
    }
  }

  final Map<TaskId, Task> tasks = new HashMap<>();
  final Map<TaskId, Ended> ended = new HashMap<>();

  /** Those that wait for a worker: by priority, then as they became due. */
  private final List<TreeMap<Long, Task>> ready = new ArrayList<>();

  /** In the order in which they died. */
  private final TreeMap<Long, Task> dead = new TreeMap<>();

  /**
   * Of the revival of all that was dead at some time: what is left of it, and up to when it goes.
   */
  int reviving;

  long revivingUpToMillis;

  /** The name of the revival among timers. */
  final long revivalName;

  private long deaths;

  /** By the numbers of states. */
  private final int[] counts = new int[TaskState.values().length + 1];

  private final long createdAtMillis;
  private long updatedAtMillis;
  private QueueDefined defined;

  TaskQueue(QueueDefined first, long atMillis, long revivalName) {
    this.revivalName = revivalName;
    this.defined = first;
    this.createdAtMillis = atMillis;
    this.updatedAtMillis = atMillis;
    for (int i = 0; i <= Limits.TASK_PRIORITY_MAX; i++) {
      ready.add(new TreeMap<>());
    }
  }

  void redefine(QueueDefined next, long atMillis) {
    defined = next;
    updatedAtMillis = atMillis;
  }

  QueueSettings settings() {
    return defined.settings();
  }

  int version() {
    return defined.version();
  }

  int count(TaskState state) {
    return counts[state.number()];
  }

  int open() {
    return count(TaskState.PENDING) + count(TaskState.DUE) + count(TaskState.LEASED);
  }

  void enter(Task task, TaskState state) {
    task.state = state;
    counts[state.number()]++;
    if (state == TaskState.DUE) {
      ready.get(task.scheduled.priority()).put(task.readyTurn, task);
    } else if (state == TaskState.DEAD) {
      task.deathTurn = ++deaths;
      dead.put(task.deathTurn, task);
    }
  }

  void leave(Task task) {
    counts[task.state.number()]--;
    if (task.state == TaskState.DUE) {
      ready.get(task.scheduled.priority()).remove(task.readyTurn);
    } else if (task.state == TaskState.DEAD) {
      dead.remove(task.deathTurn);
    }
  }

  /** Numbers of those that a revival has still to come to, in their order. */
  List<Long> toRevive() {
    return dead.values().stream()
        .filter(task -> task.dueAtMillis <= revivingUpToMillis)
        .map(task -> task.number)
        .toList();
  }

  /** What a worker must be handed who wants so many, of some groups or of any. */
  List<Task> first(int max, List<TaskGroup> groups) {
    List<Task> first = new ArrayList<>();
    for (int priority = Limits.TASK_PRIORITY_MAX; priority >= 0; priority--) {
      Collection<Task> waiting =
          groups.isEmpty()
              ? ready.get(priority).values()
              : ofGroups(ready.get(priority).values(), groups);
      for (Task task : waiting) {
        if (first.size() == max) {
          return first;
        }
        first.add(task);
      }
    }
    return first;
  }

  /** Each group in the order in which its tasks became due; of their firsts, the one due first. */
  private static List<Task> ofGroups(Collection<Task> waiting, List<TaskGroup> groups) {
    List<Deque<Task>> lines = new ArrayList<>();
    for (TaskGroup group : groups) {
      lines.add(
          waiting.stream()
              .filter(task -> group.equals(task.scheduled.group()))
              .collect(Collectors.toCollection(ArrayDeque::new)));
    }
    List<Task> merged = new ArrayList<>();
    while (true) {
      Deque<Task> next =
          lines.stream()
              .filter(line -> !line.isEmpty())
              .min(Comparator.comparing(Deque::getFirst, Task.DUE_FIRST))
              .orElse(null);
      if (next == null) {
        return merged;
      }
      merged.add(next.removeFirst());
    }
  }

  @Nullable Ended ended(TaskId task) {
    return ended.get(task);
  }

  /** But for its lateness, which is no promise about one answer. */
  static QueueView unjudged(QueueView view) {
    return new QueueView(
        view.queue(),
        view.settings(),
        view.version(),
        view.createdAtMillis(),
        view.updatedAtMillis(),
        view.counts(),
        null,
        view.reviving(),
        UNJUDGED,
        UNJUDGED,
        null);
  }

  QueueView view(QueueDefined as, long atMillis) {
    return new QueueView(
        as.queue(),
        as.settings(),
        as.version(),
        createdAtMillis,
        atMillis,
        new QueueView.Counts(
            count(TaskState.PENDING),
            count(TaskState.DUE),
            count(TaskState.LEASED),
            count(TaskState.DEAD)),
        null,
        reviving,
        UNJUDGED,
        UNJUDGED,
        null);
  }

  QueueView view() {
    return view(defined, updatedAtMillis);
  }
}
