package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Backoff;
import io.millrace.model.CancelOutcome;
import io.millrace.model.LeaseId;
import io.millrace.model.Outcome;
import io.millrace.model.PastDue;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.TaskId;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.LeaseView;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.TaskCancelView;
import io.millrace.model.answer.TaskView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.Command;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.ScheduleTask;
import io.millrace.node.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What those who schedule tasks and work them off were told: no task that they were told of is
 * lost, and none comes again that they were told is over.
 */
final class TaskWatch {
  static final QueueId QUEUE = new QueueId("jobs");
  static final QueueSettings SETTINGS =
      new QueueSettings(
          100,
          new Backoff.Exponential(Duration.ofMillis(5), Duration.ofMillis(50), 50),
          Duration.ofMillis(100),
          PastDue.FIRE,
          false,
          Duration.ofDays(30),
          1_000_000);

  private final Set<String> scheduled = new TreeSet<>();
  private final Set<String> over = new HashSet<>();
  private final Set<String> perhapsOver = new HashSet<>();
  private final Map<Long, String> nameByNumber = new HashMap<>();
  private final Queue<LeaseId> held = new ArrayDeque<>();
  private int handedOut;

  void told(Command command, Reply.Decided decided) {
    if (decided.outcome() instanceof Outcome.Accepted accepted) {
      told(command, accepted.answer());
    } else if (command instanceof ScheduleTask schedule
        && decided.outcome() instanceof Outcome.Answered(TaskView _)) {
      scheduled.add(schedule.task().value()); // the first answer got lost on its way
    }
  }

  private void told(Command command, Answer answer) {
    switch (answer) {
      case TaskView view -> scheduled.add(view.task().value());
      case TaskCancelView view -> {
        assertThat(view.outcome()).isEqualTo(CancelOutcome.CANCELLED);
        over.add(view.task().value());
      }
      case LeasedTasks leased -> handedOut(leased.items());
      case LeaseView view when command instanceof AckTask ->
          over.add(String.valueOf(nameByNumber.get(view.lease().task())));
      default -> {
        // not about one task
      }
    }
  }

  private void handedOut(List<LeasedTasks.Leased> items) {
    for (LeasedTasks.Leased item : items) {
      String name = item.task().task().value();
      assertThat(over).as("tasks that somebody was told are over").doesNotContain(name);
      nameByNumber.put(item.task().number(), name);
      held.add(item.lease());
      handedOut++;
    }
  }

  int handedOut() {
    return handedOut;
  }

  /** A lease to be acknowledged; from now on its task may be over, whatever is answered. */
  @Nullable LeaseId takeHeld() {
    LeaseId lease = held.poll();
    if (lease != null) {
      perhapsOver.add(String.valueOf(nameByNumber.get(lease.task())));
    }
    return lease;
  }

  void mayBeCancelled(TaskId task) {
    perhapsOver.add(task.value());
  }

  /** A scheduled task that nobody tried to cancel yet. */
  @Nullable TaskId cancellable(int number) {
    return scheduled.isEmpty()
        ? null
        : new TaskId(List.copyOf(scheduled).get(number % scheduled.size()));
  }

  static LeaseTasks lease() {
    return new LeaseTasks(QUEUE, 3, null, Duration.ZERO, 0, List.of());
  }

  /** These are all that could still be handed out. */
  void compare(Set<String> left) {
    assertThat(left).as("tasks that are over").doesNotContainAnyElementsOf(over);
    Set<String> expected = new TreeSet<>(scheduled);
    expected.removeAll(over);
    expected.removeAll(perhapsOver);
    assertThat(left).as("tasks that were promised").containsAll(expected);
  }
}
