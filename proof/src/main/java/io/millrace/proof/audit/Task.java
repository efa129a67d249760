package io.millrace.proof.audit;

import io.millrace.model.TaskState;
import io.millrace.model.answer.TaskView;
import io.millrace.model.fact.TaskScheduled;
import java.util.Comparator;

/** One task that has not ended. */
final class Task {
  final long number;
  TaskScheduled scheduled;
  TaskState state = TaskState.PENDING;

  /** When it is due, or was; of a dead one, when it died. */
  long dueAtMillis;

  /** When its lease ends, or the keeping of a dead one. */
  long untilMillis;

  int epoch;
  int attempts;

  /** What became due first, and of the same moment the older one. */
  static final Comparator<Task> DUE_FIRST =
      Comparator.<Task>comparingLong(task -> task.dueAtMillis)
          .thenComparingLong(task -> task.number);

  /** Its place among those that wait for a worker. */
  long readyTurn;

  /** Its place among the dead. */
  long deathTurn;

  Task(TaskScheduled scheduled) {
    this.number = scheduled.number();
    this.scheduled = scheduled;
    this.dueAtMillis = scheduled.dueAtMillis();
  }

  TaskView view() {
    return view(state, dueAtMillis, attempts, false);
  }

  TaskView view(TaskState as, long due, int tries, boolean isNew) {
    return new TaskView(
        number,
        scheduled.queue(),
        scheduled.task(),
        as,
        due,
        tries,
        scheduled.payload(),
        scheduled.priority(),
        scheduled.group(),
        isNew);
  }

  /** When something happens to it by itself; 0 for never. */
  long nextMillis() {
    return switch (state) {
      case PENDING -> dueAtMillis;
      case LEASED, DEAD -> untilMillis;
      case DUE -> 0;
    };
  }
}
