package io.millrace.projection;

import io.millrace.model.LeaseId;
import io.millrace.model.ShopId;
import io.millrace.model.TaskFailure;
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
import io.millrace.projection.sql.RowWriter;
import io.millrace.projection.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tasks that a batch touches. Their payloads are the shop's own and in no table. */
final class TaskBook {

  /** The state of a task that somebody has done, beside those that open tasks have. */
  private static final String DONE = "DONE";

  private final Session session;
  private final Tables tables;
  private final Map<Long, TaskRow> tasks = new LinkedHashMap<>();
  private final Set<Long> isNew = new HashSet<>();

  private static final class TaskRow {
    final long number;
    final ShopId shop;
    final String queue;
    final String task;
    String state = TaskState.PENDING.name();
    long dueAtMillis;
    int priority;
    @Nullable String group;
    int attempts;
    @Nullable String failure;
    long scheduledAtMillis;
    long updatedAtMillis;
    @Nullable Long endedAtMillis;

    TaskRow(ShopId shop, TaskScheduled scheduled) {
      this.number = scheduled.number();
      this.shop = shop;
      this.queue = scheduled.queue().value();
      this.task = scheduled.task().value();
    }

    TaskRow(ResultSet row) throws SQLException {
      this.number = row.getLong("number");
      this.shop = new ShopId(row.getString("shop"));
      this.queue = row.getString("queue");
      this.task = row.getString("task");
      this.state = row.getString("state");
      this.dueAtMillis = row.getLong("due_at_ms");
      this.priority = row.getInt("priority");
      this.group = row.getString("task_group");
      this.attempts = row.getInt("attempts");
      this.failure = row.getString("failure");
      this.scheduledAtMillis = row.getLong("scheduled_at_ms");
      this.updatedAtMillis = row.getLong("updated_at_ms");
      this.endedAtMillis = OrderRow.numberIfAny(row, "ended_at_ms");
    }
  }

  TaskBook(Session session, Tables tables) {
    this.session = session;
    this.tables = tables;
  }

  void load(List<FactPlace> facts) throws SQLException {
    Set<Long> wanted = new HashSet<>();
    for (FactPlace place : facts) {
      if (place.fact() instanceof TaskFact task) {
        wanted.addAll(numbers(task));
      }
    }
    session.queryAll(
        tables.in(
            "SELECT number, shop, queue, task, state, due_at_ms, priority, task_group, attempts,"
                + " failure, scheduled_at_ms, updated_at_ms, ended_at_ms FROM #tasks"
                + " WHERE number IN (%s)"),
        statement -> {},
        1,
        wanted,
        (statement, at, number) -> statement.setLong(at, number),
        row -> {
          TaskRow task = new TaskRow(row);
          tasks.put(task.number, task);
        });
  }

  private static List<Long> numbers(TaskFact fact) {
    return switch (fact) {
      case QueueDefined _, QueueSecretRotated _, RevivalStarted _ -> List.of();
      case TaskScheduled scheduled -> List.of(scheduled.number());
      case TaskDue due -> List.of(due.number());
      case TaskPostponed postponed -> List.of(postponed.number());
      case TasksLeased leased -> leased.leases().stream().map(LeaseId::task).toList();
      case LeaseExtended extended -> List.of(extended.lease().task());
      case TaskDone done -> List.of(done.lease().task());
      case TaskReturned returned -> List.of(returned.lease().task());
      case TaskDied died -> List.of(died.lease().task());
      case TaskEnded ended -> List.of(ended.number());
      case TaskRevived revived -> List.of(revived.number());
      case TasksRevived revived -> new ArrayList<>(revived.numbers());
    };
  }

  void take(FactPlace at, TaskFact fact) {
    switch (fact) {
      case QueueDefined _, QueueSecretRotated _, RevivalStarted _ -> {
        // about queues, which have no table
      }
      case TaskScheduled scheduled -> scheduled(at, scheduled);
      case TaskDue due -> change(at, due.number()).state = TaskState.DUE.name();
      case TaskPostponed postponed ->
          change(at, postponed.number()).dueAtMillis = postponed.dueAtMillis();
      case TasksLeased leased -> {
        for (LeaseId lease : leased.leases()) {
          TaskRow task = change(at, lease.task());
          task.state = TaskState.LEASED.name();
          task.attempts++;
        }
      }
      case LeaseExtended extended -> change(at, extended.lease().task());
      case TaskDone done -> end(at, done.lease().task(), DONE);
      case TaskReturned returned -> {
        TaskRow task = failed(at, returned.lease(), returned.failure(), TaskState.PENDING);
        task.dueAtMillis = returned.dueAtMillis();
      }
      case TaskDied died -> failed(at, died.lease(), died.failure(), TaskState.DEAD);
      case TaskEnded ended -> end(at, ended.number(), ended.end().name());
      case TaskRevived revived -> revive(at, revived.number(), revived.dueAtMillis());
      case TasksRevived revived ->
          revived.numbers().forEach(number -> revive(at, number, revived.dueAtMillis()));
    }
  }

  /** With the number of a task that is there, it is scheduled anew. */
  private void scheduled(FactPlace at, TaskScheduled scheduled) {
    TaskRow task = tasks.get(scheduled.number());
    if (task == null) {
      task = new TaskRow(at.shop(), scheduled);
      tasks.put(task.number, task);
      isNew.add(task.number);
    }
    task.state = TaskState.PENDING.name();
    task.dueAtMillis = scheduled.dueAtMillis();
    task.priority = scheduled.priority();
    task.group = scheduled.group() == null ? null : scheduled.group().value();
    task.attempts = 0;
    task.failure = null;
    task.scheduledAtMillis = at.millis();
    task.updatedAtMillis = at.millis();
    task.endedAtMillis = null;
  }

  private TaskRow change(FactPlace at, long number) {
    TaskRow task = tasks.get(number);
    if (task == null) {
      throw new Mismatch("task " + number + " is in no table");
    }
    task.updatedAtMillis = at.millis();
    return task;
  }

  private TaskRow failed(FactPlace at, LeaseId lease, TaskFailure failure, TaskState state) {
    TaskRow task = change(at, lease.task());
    task.failure = failure.name();
    task.state = state.name();
    return task;
  }

  private void revive(FactPlace at, long number, long dueAtMillis) {
    TaskRow task = change(at, number);
    task.state = TaskState.PENDING.name();
    task.dueAtMillis = dueAtMillis;
    task.attempts = 0;
  }

  private void end(FactPlace at, long number, String state) {
    TaskRow task = change(at, number);
    task.state = state;
    task.endedAtMillis = at.millis();
  }

  void write() throws SQLException {
    for (TaskRow task : tasks.values()) {
      if (isNew.contains(task.number)) {
        insert(task);
      } else {
        RowWriter row =
            session.writer(
                tables.in(
                    "UPDATE #tasks SET state = ?, due_at_ms = ?, priority = ?, task_group = ?,"
                        + " attempts = ?, failure = ?, scheduled_at_ms = ?, updated_at_ms = ?,"
                        + " ended_at_ms = ? WHERE number = ?"));
        moving(row, task).number(task.number).add();
      }
    }
  }

  private void insert(TaskRow task) throws SQLException {
    RowWriter row =
        session.writer(
            tables.in(
                "INSERT INTO #tasks (number, shop, queue, task, state, due_at_ms, priority,"
                    + " task_group, attempts, failure, scheduled_at_ms, updated_at_ms,"
                    + " ended_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    row.number(task.number).text(task.shop.value()).text(task.queue).text(task.task);
    moving(row, task).add();
  }

  private static RowWriter moving(RowWriter row, TaskRow task) throws SQLException {
    return row.text(task.state)
        .number(task.dueAtMillis)
        .number(task.priority)
        .textIfAny(task.group)
        .number(task.attempts)
        .textIfAny(task.failure)
        .number(task.scheduledAtMillis)
        .number(task.updatedAtMillis)
        .numberIfAny(task.endedAtMillis);
  }
}
