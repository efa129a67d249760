package io.millrace.proof.people;

import io.millrace.model.Actor;
import io.millrace.model.LeaseId;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Request;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import io.millrace.model.answer.LeasedTasks;
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
import io.millrace.testkit.SplitMix;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Those of a shop who schedule tasks, work them off, fail, come too late, and pause a queue. */
final class Workers {
  private final SplitMix chance;
  private final Requests requests;
  private final Actor merchant;
  private final Recent<LeaseId> leases = new Recent<>();
  private final Recent<Known> tasks = new Recent<>();
  private int names;

  /** A task that somebody was told of. */
  private record Known(QueueId queue, TaskId task) {}

  Workers(SplitMix chance, Requests requests, Actor merchant) {
    this.chance = chance;
    this.requests = requests;
    this.merchant = merchant;
  }

  private QueueId anyQueue() {
    return Shopfront.QUEUES.get(chance.below(Shopfront.QUEUES.size()));
  }

  /** The next thing that somebody wants. */
  Request next(long nowMillis) {
    int kind = chance.below(18);
    LeaseId lease = kind < 8 ? leases.take(chance) : null;
    if (lease != null) {
      return settle(lease);
    }
    Known task = tasks.any(chance);
    if (kind == 17) {
      return chance.below(3) == 0 ? redefine() : requests.of(merchant, new ReviveAll(anyQueue()));
    }
    if (kind >= 15 && task != null) {
      return switch (chance.below(4)) {
        case 0 -> requests.of(merchant, new ReviveTask(task.queue, task.task));
        case 1 -> requests.of(merchant, new DeleteDead(task.queue, task.task));
        default -> requests.of(merchant, new CancelTask(task.queue, task.task));
      };
    }
    return kind >= 12 ? lease() : schedule(task, nowMillis);
  }

  /** Now and then a queue is paused, and is seldom left so for long. */
  private Request redefine() {
    QueueId queue = anyQueue();
    QueueSettings settings = Shopfront.settingsOf(queue, chance.below(4) == 0);
    return requests.of(merchant, new DefineQueue(queue, settings));
  }

  private Request settle(LeaseId lease) {
    int kind = chance.below(12);
    if (kind < 6) {
      return requests.of(merchant, new AckTask(lease));
    }
    if (kind < 9) {
      Duration retryAfter = chance.coin() ? null : Duration.ofMillis(chance.below(300));
      return requests.of(merchant, new NackTask(lease, retryAfter));
    }
    leases.add(lease);
    return kind < 10
        ? requests.of(merchant, new ExtendLease(lease, Duration.ofMillis(200 + chance.below(400))))
        : lease();
  }

  private Request lease() {
    Duration waiting = chance.below(4) == 0 ? Duration.ofMillis(chance.below(300)) : Duration.ZERO;
    Duration own = chance.below(4) == 0 ? Duration.ofMillis(100 + chance.below(900)) : null;
    return requests.of(
        merchant,
        new LeaseTasks(anyQueue(), 1 + chance.below(4), own, waiting, chance.below(3), groups()));
  }

  /** Most take whatever there is. */
  private List<TaskGroup> groups() {
    return switch (chance.below(6)) {
      case 0 -> List.of(anyGroup());
      case 1 -> Shopfront.GROUPS.subList(0, 2);
      default -> List.of();
    };
  }

  private TaskGroup anyGroup() {
    return Shopfront.GROUPS.get(chance.below(Shopfront.GROUPS.size()));
  }

  private Request schedule(@Nullable Known known, long nowMillis) {
    boolean isAnew = known != null && chance.below(5) == 0;
    names++;
    QueueId queue = isAnew && known != null ? known.queue : anyQueue();
    TaskId task = isAnew && known != null ? known.task : new TaskId("t" + names);
    boolean isAt = chance.below(3) == 0;
    return requests.of(
        merchant,
        new ScheduleTask(
            queue,
            task,
            isAt ? Long.valueOf(nowMillis + chance.below(2_000) - 100) : null,
            isAt ? null : Duration.ofMillis(chance.below(1_500)),
            "p" + names,
            chance.below(3),
            chance.coin() ? anyGroup() : null));
  }

  /** Looks at a task or a queue. */
  Request read() {
    Known task = tasks.any(chance);
    return task != null && chance.coin()
        ? requests.of(merchant, new ReadTask(task.queue, task.task))
        : requests.of(merchant, new ReadQueue(anyQueue()));
  }

  void hear(LeasedTasks leased) {
    leased.items().forEach(item -> leases.add(item.lease()));
  }

  void hear(ScheduleTask scheduled) {
    tasks.add(new Known(scheduled.queue(), scheduled.task()));
  }
}
