package io.millrace.app.logfile;

import io.millrace.model.Backoff;
import io.millrace.model.LeaseId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Secret;
import io.millrace.model.TaskGroup;
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
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The part of {@link FactJson} that is about tasks. */
final class TaskFactJson {

  private TaskFactJson() {}

  static void write(JsonGenerator json, TaskFact fact) {
    switch (fact) {
      case QueueDefined defined -> {
        json.writeStringProperty("queue", defined.queue().value());
        settings(json, defined.settings());
        Secret sealed = defined.sealed();
        FactJson.optional(json, "sealed", sealed == null ? null : sealed.toHex());
        json.writeNumberProperty("version", defined.version());
      }
      case QueueSecretRotated rotated -> {
        json.writeStringProperty("queue", rotated.queue().value());
        json.writeStringProperty("sealed", rotated.sealed().toHex());
        time(json, "overlapUntil", rotated.overlapUntilMillis());
        json.writeNumberProperty("version", rotated.version());
      }
      case TaskScheduled scheduled -> {
        number(json, scheduled.number());
        json.writeStringProperty("queue", scheduled.queue().value());
        json.writeStringProperty("task", scheduled.task().value());
        time(json, "dueAt", scheduled.dueAtMillis());
        json.writeNumberProperty("priority", scheduled.priority());
        TaskGroup group = scheduled.group();
        FactJson.optional(json, "group", group == null ? null : group.value());
        json.writeStringProperty("payload", scheduled.payload());
      }
      case TaskDue due -> number(json, due.number());
      case TaskPostponed postponed -> {
        number(json, postponed.number());
        time(json, "dueAt", postponed.dueAtMillis());
      }
      case TasksLeased leased -> {
        json.writeStringProperty("queue", leased.queue().value());
        time(json, "until", leased.untilMillis());
        json.writeArrayPropertyStart("leases");
        leased.leases().forEach(lease -> json.writeString(lease.toString()));
        json.writeEndArray();
      }
      case LeaseExtended extended -> {
        lease(json, extended.lease());
        time(json, "until", extended.untilMillis());
      }
      case TaskDone done -> lease(json, done.lease());
      case TaskReturned returned -> {
        lease(json, returned.lease());
        json.writeStringProperty("failure", returned.failure().name());
        time(json, "dueAt", returned.dueAtMillis());
      }
      case TaskDied died -> {
        lease(json, died.lease());
        json.writeStringProperty("failure", died.failure().name());
        time(json, "keptUntil", died.keptUntilMillis());
      }
      case TaskEnded ended -> {
        number(json, ended.number());
        json.writeStringProperty("end", ended.end().name());
      }
      case TaskRevived revived -> {
        number(json, revived.number());
        time(json, "dueAt", revived.dueAtMillis());
      }
      case RevivalStarted started -> {
        json.writeStringProperty("queue", started.queue().value());
        json.writeNumberProperty("tasks", started.tasks());
      }
      case TasksRevived revived -> {
        json.writeStringProperty("queue", revived.queue().value());
        time(json, "dueAt", revived.dueAtMillis());
        json.writeArrayPropertyStart("numbers");
        revived.numbers().forEach(number -> json.writeString(Long.toString(number)));
        json.writeEndArray();
        json.writeNumberProperty("left", revived.left());
      }
    }
  }

  private static void settings(JsonGenerator json, QueueSettings settings) {
    json.writeNumberProperty("maxAttempts", settings.maxAttempts());
    json.writeObjectPropertyStart("backoff");
    switch (settings.backoff()) {
      case Backoff.Listed(List<Duration> delays) -> {
        json.writeArrayPropertyStart("delays");
        delays.forEach(delay -> json.writeString(delay.toString()));
        json.writeEndArray();
      }
      case Backoff.Exponential exponential -> {
        json.writeStringProperty("first", exponential.first().toString());
        json.writeStringProperty("cap", exponential.cap().toString());
        json.writeNumberProperty("jitterPercent", exponential.jitterPercent());
      }
    }
    json.writeEndObject();
    json.writeStringProperty("lease", settings.lease().toString());
    json.writeStringProperty("pastDue", settings.pastDue().name());
    json.writeBooleanProperty("paused", settings.paused());
    json.writeStringProperty("deadRetention", settings.deadRetention().toString());
    json.writeNumberProperty("pendingMax", settings.pendingMax());
    FactJson.optional(json, "pushUrl", settings.pushUrl());
  }

  private static void number(JsonGenerator json, long number) {
    json.writeStringProperty("number", Long.toString(number));
  }

  private static void lease(JsonGenerator json, LeaseId lease) {
    json.writeStringProperty("lease", lease.toString());
  }

  private static void time(JsonGenerator json, String name, long millis) {
    json.writeStringProperty(name, OrderJson.time(millis));
  }
}
