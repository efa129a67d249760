package io.millrace.edge.task;

import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.JsonWriter;
import io.millrace.model.LeaseId;
import io.millrace.model.QueueId;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import io.millrace.model.answer.LeaseView;
import io.millrace.model.answer.TaskView;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.ScheduleTask;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks and leases on the wire. */
final class TaskJson {
  private TaskJson() {}

  static ScheduleTask schedule(JsonReader json, QueueId queue, TaskId task) {
    @Nullable Long dueAt = null;
    @Nullable Duration delay = null;
    @Nullable String payload = null;
    int priority = 0;
    @Nullable TaskGroup group = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "dueAt" -> dueAt = json.timeMillis();
        case "delay" -> delay = json.duration();
        case "payload" -> payload = json.text();
        case "priority" -> priority = json.smallInteger();
        case "group" -> group = json.name(TaskGroup::new);
        default -> throw json.unknownField();
      }
    }
    return new ScheduleTask(
        queue, task, dueAt, delay, json.required(payload, "payload"), priority, group);
  }

  static LeaseTasks lease(JsonReader json, QueueId queue) {
    int max = 1;
    @Nullable Duration lease = null;
    Duration wait = Duration.ZERO;
    int rank = 0;
    List<TaskGroup> groups = List.of();
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "max" -> max = json.smallInteger();
        case "lease" -> lease = json.duration();
        case "wait" -> wait = json.duration();
        case "rank" -> rank = json.smallInteger();
        case "groups" -> groups = json.list(() -> json.name(TaskGroup::new));
        default -> throw json.unknownField();
      }
    }
    return new LeaseTasks(queue, max, lease, wait, rank, groups);
  }

  static NackTask nack(JsonReader json, LeaseId lease) {
    return new NackTask(lease, json.onlyField("retryAfter", json::duration));
  }

  static ExtendLease extend(JsonReader json, LeaseId lease) {
    Duration span = json.onlyField("lease", json::duration);
    return new ExtendLease(lease, json.required(span, "lease"));
  }

  static void write(JsonWriter json, TaskView view) {
    json.text("id", view.task().value())
        .text("queue", view.queue().value())
        .text("state", view.state().name())
        .time("dueAt", view.dueAtMillis())
        .number("attempts", view.attempts())
        .number("priority", view.priority());
    TaskGroup group = view.group();
    json.textIfAny("group", group == null ? null : group.value()).text("payload", view.payload());
  }

  static void write(JsonWriter json, LeaseView view) {
    json.text("lease", view.lease().toString()).text("outcome", view.ending().name());
    switch (view.ending()) {
      case DONE -> {}
      case RETRY -> json.time("dueAt", view.untilMillis());
      case DEAD -> json.time("keptUntil", view.untilMillis());
      case EXTENDED -> json.time("until", view.untilMillis());
    }
  }
}
