package io.millrace.proof.audit;

import io.millrace.model.CancelOutcome;
import io.millrace.model.LeaseId;
import io.millrace.model.QueueId;
import io.millrace.model.TaskEnd;
import io.millrace.model.TaskState;
import io.millrace.model.fact.LeaseExtended;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.QueueSecretRotated;
import io.millrace.model.fact.RevivalStarted;
import io.millrace.model.fact.TaskDied;
import io.millrace.model.fact.TaskDone;
import io.millrace.model.fact.TaskDue;
import io.millrace.model.fact.TaskEnded;
import io.millrace.model.fact.TaskFact;
import io.millrace.model.fact.TaskPostponed;
import io.millrace.model.fact.TaskReturned;
import io.millrace.model.fact.TaskRevived;
import io.millrace.model.fact.TaskScheduled;
import io.millrace.model.fact.TasksLeased;
import io.millrace.model.fact.TasksRevived;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The queues of one shop and their tasks: none vanishes, none is in two hands. */
final class Tasks {
  final Map<QueueId, TaskQueue> queues = new HashMap<>();
  private final Map<Long, Task> byNumber = new HashMap<>();
  private final Timers timers;
  private long readyTurns;

  Tasks(Timers timers) {
    this.timers = timers;
  }

  @Nullable Task find(long number) {
    return byNumber.get(number);
  }

  /** The task that is leased just so. */
  @Nullable Task held(LeaseId lease) {
    Task task = byNumber.get(lease.task());
    boolean holds = task != null && task.state == TaskState.LEASED && task.epoch == lease.epoch();
    return holds ? task : null;
  }

  TaskQueue queueOf(Task task) {
    return queue(task.scheduled.queue());
  }

  private TaskQueue queue(QueueId id) {
    TaskQueue queue = queues.get(id);
    if (queue == null) {
      throw wrong("a fact of queue " + id + ", which was never defined");
    }
    return queue;
  }

  private static BrokenPromise wrong(String what) {
    return new BrokenPromise(Promise.AS_THE_RULES_SAY, what);
  }

  private Task require(long number, TaskState state, TaskFact fact) {
    Task task = byNumber.get(number);
    if (task == null || task.state != state) {
      throw wrong(
          "%s, but the task is %s".formatted(fact, task == null ? "not there" : task.state));
    }
    return task;
  }

  private Task require(LeaseId lease, TaskFact fact) {
    Task task = require(lease.task(), TaskState.LEASED, fact);
    if (task.epoch != lease.epoch()) {
      throw wrong("%s, but the task was handed out again since".formatted(fact));
    }
    return task;
  }

  void apply(TaskFact fact, long atMillis) {
    switch (fact) {
      case QueueDefined defined -> {
        TaskQueue queue = queues.get(defined.queue());
        if (queue == null) {
          queues.put(defined.queue(), new TaskQueue(defined, atMillis, timers.newName()));
        } else {
          queue.redefine(defined, atMillis);
        }
      }
      case QueueSecretRotated _ -> throw wrong(fact + ", but nobody's queue pushes here");
      case TaskScheduled scheduled -> schedule(scheduled);
      case TaskDue due -> {
        Task task = require(due.number(), TaskState.PENDING, fact);
        task.readyTurn = ++readyTurns;
        turn(task, TaskState.DUE);
      }
      case TaskPostponed postponed -> {
        Task task = require(postponed.number(), TaskState.PENDING, fact);
        task.dueAtMillis = postponed.dueAtMillis();
        turn(task, TaskState.PENDING);
      }
      case TasksLeased leased -> lease(leased);
      case LeaseExtended extended -> {
        Task task = require(extended.lease(), fact);
        task.untilMillis = extended.untilMillis();
        turn(task, TaskState.LEASED);
      }
      case TaskDone done -> end(require(done.lease(), fact), CancelOutcome.ALREADY_FIRED, atMillis);
      case TaskReturned returned -> {
        Task task = require(returned.lease(), fact);
        task.dueAtMillis = returned.dueAtMillis();
        turn(task, TaskState.PENDING);
      }
      case TaskDied died -> {
        Task task = require(died.lease(), fact);
        task.dueAtMillis = atMillis;
        task.untilMillis = died.keptUntilMillis();
        turn(task, TaskState.DEAD);
      }
      case TaskEnded ended -> {
        Task task = byNumber.get(ended.number());
        if (task == null) {
          throw wrong(fact + ", but the task is not there");
        }
        boolean isCancelled = ended.end() == TaskEnd.CANCELLED;
        end(task, isCancelled ? CancelOutcome.CANCELLED : CancelOutcome.ALREADY_FIRED, atMillis);
      }
      case TaskRevived revived -> {
        Task task = require(revived.number(), TaskState.DEAD, fact);
        task.attempts = 0;
        task.dueAtMillis = revived.dueAtMillis();
        turn(task, TaskState.PENDING);
      }
      case RevivalStarted started -> {
        TaskQueue queue = queue(started.queue());
        queue.reviving = started.tasks();
        queue.revivingUpToMillis = atMillis;
        timers.set(queue.revivalName, atMillis);
      }
      case TasksRevived revived -> revive(queue(revived.queue()), revived, atMillis);
    }
  }

  private void revive(TaskQueue queue, TasksRevived revived, long atMillis) {
    for (long number : revived.numbers()) {
      Task task = require(number, TaskState.DEAD, revived);
      task.attempts = 0;
      task.dueAtMillis = revived.dueAtMillis();
      turn(task, TaskState.PENDING);
    }
    queue.reviving = revived.left();
    timers.set(queue.revivalName, revived.left() == 0 ? 0 : atMillis);
  }

  private void schedule(TaskScheduled scheduled) {
    TaskQueue queue = queue(scheduled.queue());
    Task task = byNumber.get(scheduled.number());
    if (task == null) {
      task = new Task(scheduled);
      if (queue.tasks.put(scheduled.task(), task) != null) {
        throw wrong("task " + scheduled.task() + " is there twice");
      }
      byNumber.put(task.number, task);
      queue.enter(task, TaskState.PENDING);
      timers.set(task.number, task.nextMillis());
    } else {
      queue.leave(task);
      task.scheduled = scheduled;
      task.dueAtMillis = scheduled.dueAtMillis();
      task.attempts = 0;
      queue.enter(task, TaskState.PENDING);
      timers.set(task.number, task.nextMillis());
    }
  }

  private void lease(TasksLeased leased) {
    for (LeaseId lease : leased.leases()) {
      Task task = require(lease.task(), TaskState.DUE, leased);
      if (lease.epoch() != task.epoch + 1) {
        throw wrong(leased + ", but the task was handed out " + task.epoch + " times before");
      }
      queueOf(task).leave(task);
      task.epoch = lease.epoch();
      task.attempts++;
      task.untilMillis = leased.untilMillis();
      queueOf(task).enter(task, TaskState.LEASED);
      timers.set(task.number, task.nextMillis());
    }
  }

  private void turn(Task task, TaskState state) {
    TaskQueue queue = queueOf(task);
    queue.leave(task);
    queue.enter(task, state);
    timers.set(task.number, task.nextMillis());
  }

  private void end(Task task, CancelOutcome how, long atMillis) {
    TaskQueue queue = queueOf(task);
    queue.leave(task);
    queue.tasks.remove(task.scheduled.task());
    queue.ended.put(
        task.scheduled.task(), new TaskQueue.Ended(task.scheduled.wish(), how, atMillis));
    byNumber.remove(task.number);
    timers.set(task.number, 0);
  }
}
