package io.millrace.engine;

import static io.millrace.engine.Wishes.MERCHANT;

import io.millrace.model.Backoff;
import io.millrace.model.LeaseId;
import io.millrace.model.Outcome;
import io.millrace.model.PastDue;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Secret;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.QueueView;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.ReadQueue;
import io.millrace.model.command.ScheduleTask;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Requests about tasks in few words. */
final class TaskWishes {
  static final QueueId QUEUE = new QueueId("mail");
  static final TaskId TASK = new TaskId("t-1");
  static final Duration LEASE = Duration.ofSeconds(30);
  static final Duration RETRY = Duration.ofSeconds(10);
  static final QueueSettings SETTINGS =
      new QueueSettings(
          2,
          new Backoff.Listed(List.of(RETRY)),
          LEASE,
          PastDue.FIRE,
          false,
          Duration.ofDays(7),
          100);

  static final Secret SECRET = new Secret(new byte[] {1, 2, 3});

  static final DefineQueue PUSHING =
      new DefineQueue(QUEUE, SETTINGS.withPushUrl("https://example.com/due?a=%20"), SECRET);

  private TaskWishes() {}

  static QueueSettings settings(PastDue pastDue, boolean paused, int pendingMax) {
    return new QueueSettings(
        2,
        new Backoff.Listed(List.of(RETRY)),
        LEASE,
        pastDue,
        paused,
        Duration.ofDays(7),
        pendingMax);
  }

  static void openQueue(World world) {
    world.must(MERCHANT, new DefineQueue(QUEUE, SETTINGS));
  }

  static ScheduleTask after(String task, Duration delay) {
    return new ScheduleTask(QUEUE, new TaskId(task), null, delay, "p", 0, null);
  }

  static ScheduleTask urgent(String task, Duration delay, int priority, TaskGroup group) {
    return new ScheduleTask(QUEUE, new TaskId(task), null, delay, "p", priority, group);
  }

  static LeaseTasks lease(int max, TaskGroup... groups) {
    return new LeaseTasks(QUEUE, max, null, Duration.ZERO, 0, Arrays.asList(groups));
  }

  static List<LeasedTasks.Leased> leased(World world, LeaseTasks wanted) {
    return switch (world.tell(MERCHANT, wanted)) {
      case Outcome.Accepted accepted -> ((LeasedTasks) accepted.answer()).items();
      case Outcome.Answered answered -> ((LeasedTasks) answered.answer()).items();
      case Outcome.Refused _, Outcome.Replayed _ -> throw new AssertionError();
    };
  }

  static List<String> names(List<LeasedTasks.Leased> leased) {
    return leased.stream().map(item -> item.task().task().value()).toList();
  }

  /** A task that is due now and in the hands of a worker. */
  static LeaseId leaseOne(World world) {
    world.must(MERCHANT, after(TASK.value(), Duration.ZERO));
    world.tick();
    return leased(world, lease(1)).getFirst().lease();
  }

  static QueueView view(World world) {
    Outcome read = world.tell(MERCHANT, new ReadQueue(QUEUE));
    return (QueueView) ((Outcome.Answered) read).answer();
  }
}
