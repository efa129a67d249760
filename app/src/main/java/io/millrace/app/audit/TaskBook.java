package io.millrace.app.audit;

import io.millrace.model.LeaseId;
import io.millrace.model.QueueId;
import io.millrace.model.TaskEnd;
import io.millrace.model.TaskFailure;
import io.millrace.model.TaskId;
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
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one shop: none vanishes, none is in two hands, none is early. What has ended is
 * forgotten, so an audit's memory goes with open tasks.
 */
final class TaskBook {

  private record Name(QueueId queue, TaskId task) {}

  private static final class AuditedTask {
    final Name name;
    TaskState state = TaskState.PENDING;
    long millis;
    int epoch;

    AuditedTask(Name name) {
      this.name = name;
    }
  }

  private final Findings findings;
  private final Map<QueueId, Integer> versions = new HashMap<>();
  private final Set<QueueId> pushing = new HashSet<>();
  private final Map<Long, AuditedTask> tasks = new HashMap<>();
  private final Map<Name, Long> numbers = new HashMap<>();
  private long lastNumber;

  TaskBook(Findings findings) {
    this.findings = findings;
  }

  void take(Place place, TaskFact fact) {
    switch (fact) {
      case QueueDefined defined -> {
        change(place, defined.queue(), defined.version());
        boolean pushes = defined.settings().pushUrl() != null;
        boolean begins = pushes && !pushing.contains(defined.queue());
        rule(
            begins == (defined.sealed() != null),
            place,
            () -> "queue %s gets a secret when it begins to push".formatted(defined.queue()));
        if (pushes) {
          pushing.add(defined.queue());
        } else {
          pushing.remove(defined.queue());
        }
      }
      case QueueSecretRotated rotated -> {
        change(place, rotated.queue(), rotated.version());
        rule(
            pushing.contains(rotated.queue()),
            place,
            () -> "queue %s has another secret, and pushes nothing".formatted(rotated.queue()));
      }
      case TaskScheduled scheduled -> scheduled(place, scheduled);
      case TaskDue due -> {
        AuditedTask task = known(place, due.number(), TaskState.PENDING, fact);
        if (task != null) {
          notEarly(place, task.millis, due.number());
          task.state = TaskState.DUE;
        }
      }
      case TaskPostponed postponed -> {
        AuditedTask task = known(place, postponed.number(), TaskState.PENDING, fact);
        if (task != null) {
          notEarly(place, task.millis, postponed.number());
          task.millis = postponed.dueAtMillis();
        }
      }
      case TasksLeased leased -> leased(place, leased);
      case LeaseExtended extended -> {
        AuditedTask task = held(place, extended.lease(), fact);
        if (task != null) {
          task.millis = extended.untilMillis();
        }
      }
      case TaskDone done -> {
        AuditedTask task = held(place, done.lease(), fact);
        if (task != null) {
          forget(done.lease().task(), task);
        }
      }
      case TaskReturned returned -> {
        AuditedTask task = failed(place, returned.lease(), returned.failure(), fact);
        if (task != null) {
          task.state = TaskState.PENDING;
          task.millis = returned.dueAtMillis();
        }
      }
      case TaskDied died -> {
        AuditedTask task = failed(place, died.lease(), died.failure(), fact);
        if (task != null) {
          task.state = TaskState.DEAD;
          task.millis = died.keptUntilMillis();
        }
      }
      case TaskEnded ended -> ended(place, ended);
      case TaskRevived revived -> revived(place, revived.number(), revived.dueAtMillis(), fact);
      case RevivalStarted started -> queue(place, started.queue());
      case TasksRevived revived -> {
        queue(place, revived.queue());
        revived.numbers().forEach(number -> revived(place, number, revived.dueAtMillis(), revived));
      }
    }
  }

  private void queue(Place place, QueueId queue) {
    findings.require(
        Promise.NOTHING_LOST,
        versions.containsKey(queue),
        place,
        () -> "a fact of queue %s, which was never made".formatted(queue));
  }

  private void scheduled(Place place, TaskScheduled scheduled) {
    queue(place, scheduled.queue());
    Name name = new Name(scheduled.queue(), scheduled.task());
    AuditedTask task = tasks.get(scheduled.number());
    Long taken = numbers.get(name);
    rule(
        taken == null || taken == scheduled.number(),
        place,
        () -> "task %s is there twice".formatted(scheduled.task()));
    rule(
        task == null || (task.name.equals(name) && task.state != TaskState.LEASED),
        place,
        () -> "task %s is scheduled anew while it is another's".formatted(scheduled.task()));
    if (task == null) {
      long last = lastNumber;
      rule(
          scheduled.number() > last,
          place,
          () ->
              "task %s has the number %d after %d"
                  .formatted(scheduled.task(), scheduled.number(), last));
      lastNumber = Math.max(last, scheduled.number());
      task = new AuditedTask(name);
      tasks.put(scheduled.number(), task);
      numbers.put(name, scheduled.number());
    }
    task.state = TaskState.PENDING;
    task.millis = scheduled.dueAtMillis();
  }

  private void leased(Place place, TasksLeased leased) {
    queue(place, leased.queue());
    for (LeaseId lease : leased.leases()) {
      AuditedTask task = known(place, lease.task(), TaskState.DUE, leased);
      if (task != null) {
        int before = task.epoch;
        rule(
            lease.epoch() == before + 1,
            place,
            () -> "lease %s follows epoch %d".formatted(lease, before));
        task.state = TaskState.LEASED;
        task.epoch = lease.epoch();
        task.millis = leased.untilMillis();
      }
    }
  }

  private void ended(Place place, TaskEnded ended) {
    AuditedTask task = tasks.get(ended.number());
    TaskState state = task == null ? TaskState.DEAD : task.state;
    TaskState wanted =
        switch (ended.end()) {
          case CANCELLED -> state == TaskState.DUE ? TaskState.DUE : TaskState.PENDING;
          case PAST_DUE -> TaskState.PENDING;
          case DELETED, RETENTION -> TaskState.DEAD;
        };
    AuditedTask known = known(place, ended.number(), wanted, ended);
    if (known != null) {
      if (ended.end() == TaskEnd.PAST_DUE || ended.end() == TaskEnd.RETENTION) {
        notEarly(place, known.millis, ended.number());
      }
      forget(ended.number(), known);
    }
  }

  private void revived(Place place, long number, long dueAtMillis, TaskFact fact) {
    AuditedTask task = known(place, number, TaskState.DEAD, fact);
    if (task != null) {
      task.state = TaskState.PENDING;
      task.millis = dueAtMillis;
    }
  }

  private @Nullable AuditedTask failed(
      Place place, LeaseId lease, TaskFailure failure, TaskFact fact) {
    AuditedTask task = held(place, lease, fact);
    if (task != null && failure == TaskFailure.EXPIRED) {
      notEarly(place, task.millis, lease.task());
    }
    return task;
  }

  /** The task in whose lease the fact says it happened. */
  private @Nullable AuditedTask held(Place place, LeaseId lease, TaskFact fact) {
    AuditedTask task = known(place, lease.task(), TaskState.LEASED, fact);
    int epoch = task == null ? lease.epoch() : task.epoch;
    rule(
        epoch == lease.epoch(),
        place,
        () ->
            "%s under lease %s, but the task was handed out again"
                .formatted(fact.getClass().getSimpleName(), lease));
    return task;
  }

  private @Nullable AuditedTask known(Place place, long number, TaskState state, TaskFact fact) {
    AuditedTask task = tasks.get(number);
    findings.require(
        Promise.NOTHING_LOST,
        task != null,
        place,
        () ->
            "%s of task %d, which is not there".formatted(fact.getClass().getSimpleName(), number));
    if (task != null) {
      TaskState actual = task.state;
      rule(
          actual == state,
          place,
          () ->
              "%s of task %d, which is %s"
                  .formatted(fact.getClass().getSimpleName(), number, actual));
    }
    return task;
  }

  private void notEarly(Place place, long deadlineMillis, long number) {
    findings.require(
        Promise.ON_TIME,
        place.timeMillis() >= deadlineMillis,
        place,
        () -> "task %d is %d ms early".formatted(number, deadlineMillis - place.timeMillis()));
  }

  private void forget(long number, AuditedTask task) {
    tasks.remove(number);
    numbers.remove(task.name);
  }

  private void change(Place place, QueueId queue, int version) {
    int before = versions.getOrDefault(queue, 0);
    rule(
        version == before + 1,
        place,
        () -> "queue %s has version %d after %d".formatted(queue, version, before));
    versions.put(queue, version);
  }

  private void rule(boolean holds, Place place, Supplier<String> sentence) {
    findings.require(Promise.RULES, holds, place, sentence);
  }
}
