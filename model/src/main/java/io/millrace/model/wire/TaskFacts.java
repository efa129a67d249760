package io.millrace.model.wire;

import com.google.protobuf.CodedInputStream;
import io.millrace.model.Backoff;
import io.millrace.model.LeaseId;
import io.millrace.model.PastDue;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Secret;
import io.millrace.model.TaskEnd;
import io.millrace.model.TaskFailure;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import io.millrace.model.fact.Fact;
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
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Wire forms of the facts about tasks. A fact is read into one {@link Fields}, whatever its type:
 * field numbers mean the same in all of them, and each type uses its part.
 */
final class TaskFacts {
  private static final int NUMBER = 1;
  private static final int QUEUE = 2;
  private static final int EPOCH = 3;
  private static final int MILLIS = 4;
  private static final int CAUSE = 5;
  private static final int COUNT = 6;
  private static final int TASK = 7;
  private static final int WISH = 8;
  private static final int PAYLOAD = 9;
  private static final int GROUP = 10;
  private static final int LEASES = 11;
  private static final int NUMBERS = 12;
  private static final int SETTINGS = 13;
  private static final int SEALED = 14;

  private static final int EXPONENTIAL = 3;

  private TaskFacts() {}

  static void write(WireWriter out, TaskFact fact) {
    int message = out.open(typeOf(fact));
    switch (fact) {
      case QueueDefined defined -> {
        out.text(QUEUE, defined.queue().value());
        out.number(COUNT, defined.version());
        settings(out, defined.settings());
        Secret sealed = defined.sealed();
        if (sealed != null) {
          out.bytes(SEALED, sealed.bytes());
        }
      }
      case QueueSecretRotated rotated -> {
        out.text(QUEUE, rotated.queue().value());
        out.signed(MILLIS, rotated.overlapUntilMillis());
        out.number(COUNT, rotated.version());
        out.bytes(SEALED, rotated.sealed().bytes());
      }
      case TaskScheduled scheduled -> {
        out.number(NUMBER, scheduled.number());
        out.text(QUEUE, scheduled.queue().value());
        out.signed(MILLIS, scheduled.dueAtMillis());
        out.number(COUNT, scheduled.priority());
        out.text(TASK, scheduled.task().value());
        out.fixed(WISH, scheduled.wish());
        out.text(PAYLOAD, scheduled.payload());
        TaskGroup group = scheduled.group();
        out.text(GROUP, group == null ? null : group.value());
      }
      case TaskDue due -> out.number(NUMBER, due.number());
      case TaskPostponed postponed -> {
        out.number(NUMBER, postponed.number());
        out.signed(MILLIS, postponed.dueAtMillis());
      }
      case TasksLeased leased -> {
        out.text(QUEUE, leased.queue().value());
        out.signed(MILLIS, leased.untilMillis());
        for (LeaseId lease : leased.leases()) {
          int nested = out.open(LEASES);
          lease(out, lease);
          out.close(nested);
        }
      }
      case LeaseExtended extended -> {
        lease(out, extended.lease());
        out.signed(MILLIS, extended.untilMillis());
      }
      case TaskDone done -> lease(out, done.lease());
      case TaskReturned returned -> {
        lease(out, returned.lease());
        out.signed(MILLIS, returned.dueAtMillis());
        out.number(CAUSE, returned.failure().number());
      }
      case TaskDied died -> {
        lease(out, died.lease());
        out.signed(MILLIS, died.keptUntilMillis());
        out.number(CAUSE, died.failure().number());
      }
      case TaskEnded ended -> {
        out.number(NUMBER, ended.number());
        out.number(CAUSE, ended.end().number());
      }
      case TaskRevived revived -> {
        out.number(NUMBER, revived.number());
        out.signed(MILLIS, revived.dueAtMillis());
      }
      case RevivalStarted started -> {
        out.text(QUEUE, started.queue().value());
        out.number(COUNT, started.tasks());
      }
      case TasksRevived revived -> {
        out.text(QUEUE, revived.queue().value());
        out.signed(MILLIS, revived.dueAtMillis());
        out.number(COUNT, revived.left());
        out.packed(NUMBERS, revived.numbers());
      }
    }
    out.close(message);
  }

  private static int typeOf(TaskFact fact) {
    return switch (fact) {
      case QueueDefined _ -> Wire.QUEUE_DEFINED;
      case QueueSecretRotated _ -> Wire.QUEUE_SECRET_ROTATED;
      case TaskScheduled _ -> Wire.TASK_SCHEDULED;
      case TaskDue _ -> Wire.TASK_DUE;
      case TaskPostponed _ -> Wire.TASK_POSTPONED;
      case TasksLeased _ -> Wire.TASKS_LEASED;
      case LeaseExtended _ -> Wire.LEASE_EXTENDED;
      case TaskDone _ -> Wire.TASK_DONE;
      case TaskReturned _ -> Wire.TASK_RETURNED;
      case TaskDied _ -> Wire.TASK_DIED;
      case TaskEnded _ -> Wire.TASK_ENDED;
      case TaskRevived _ -> Wire.TASK_REVIVED;
      case RevivalStarted _ -> Wire.REVIVAL_STARTED;
      case TasksRevived _ -> Wire.TASKS_REVIVED;
    };
  }

  private static void lease(WireWriter out, LeaseId lease) {
    out.number(NUMBER, lease.task());
    out.number(EPOCH, lease.epoch());
  }

  private static void settings(WireWriter out, QueueSettings settings) {
    int message = out.open(SETTINGS);
    out.number(1, settings.maxAttempts());
    switch (settings.backoff()) {
      case Backoff.Listed(List<Duration> delays) ->
          out.packed(2, delays.stream().map(Duration::toMillis).toList());
      case Backoff.Exponential exponential -> {
        int nested = out.open(EXPONENTIAL);
        out.number(1, exponential.first().toMillis());
        out.number(2, exponential.cap().toMillis());
        out.number(3, exponential.jitterPercent());
        out.close(nested);
      }
    }
    out.number(4, settings.lease().toMillis());
    out.number(5, settings.pastDue().number());
    out.flag(6, settings.paused());
    out.number(7, settings.deadRetention().toMillis());
    out.number(8, settings.pendingMax());
    out.text(9, settings.pushUrl());
    out.close(message);
  }

  static @Nullable Fact read(CodedInputStream in, int type) throws IOException {
    boolean isOne = type >= Wire.QUEUE_DEFINED && type <= Wire.TASKS_REVIVED;
    if (!isOne && type != Wire.QUEUE_SECRET_ROTATED) {
      return null;
    }
    Fields fields = Wire.nested(in, TaskFacts::fields);
    return switch (type) {
      case Wire.QUEUE_DEFINED ->
          new QueueDefined(
              fields.queue(),
              Wire.require(fields.settings, "settings"),
              fields.count,
              fields.sealed);
      case Wire.QUEUE_SECRET_ROTATED ->
          new QueueSecretRotated(
              fields.queue(), Wire.require(fields.sealed, "secret"), fields.millis, fields.count);
      case Wire.TASK_SCHEDULED ->
          new TaskScheduled(
              fields.number,
              fields.queue(),
              Wire.require(fields.task, "task"),
              fields.millis,
              fields.wish,
              fields.payload,
              fields.count,
              fields.group);
      case Wire.TASK_DUE -> new TaskDue(fields.number);
      case Wire.TASK_POSTPONED -> new TaskPostponed(fields.number, fields.millis);
      case Wire.TASKS_LEASED -> new TasksLeased(fields.queue(), fields.millis, fields.leases);
      case Wire.LEASE_EXTENDED -> new LeaseExtended(fields.lease(), fields.millis);
      case Wire.TASK_DONE -> new TaskDone(fields.lease());
      case Wire.TASK_RETURNED -> new TaskReturned(fields.lease(), fields.failure(), fields.millis);
      case Wire.TASK_DIED -> new TaskDied(fields.lease(), fields.failure(), fields.millis);
      case Wire.TASK_ENDED ->
          new TaskEnded(fields.number, Wire.known(TaskEnd.values(), TaskEnd::number, fields.cause));
      case Wire.TASK_REVIVED -> new TaskRevived(fields.number, fields.millis);
      case Wire.REVIVAL_STARTED -> new RevivalStarted(fields.queue(), fields.count);
      case Wire.TASKS_REVIVED ->
          new TasksRevived(fields.queue(), fields.numbers, fields.millis, fields.count);
      default -> null;
    };
  }

  /** What may stand in a fact about tasks. */
  private static final class Fields {
    long number;
    int epoch;
    long millis;
    int cause;
    int count;
    long wish;
    String payload = "";
    @Nullable QueueId queue;
    @Nullable TaskId task;
    @Nullable TaskGroup group;
    @Nullable QueueSettings settings;
    @Nullable Secret sealed;
    final List<LeaseId> leases = new ArrayList<>();
    final List<Long> numbers = new ArrayList<>();

    QueueId queue() {
      return Wire.require(queue, "queue");
    }

    LeaseId lease() {
      return new LeaseId(number, epoch);
    }

    TaskFailure failure() {
      return Wire.known(TaskFailure.values(), TaskFailure::number, cause);
    }
  }

  private static Fields fields(CodedInputStream in) throws IOException {
    Fields fields = new Fields();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case NUMBER -> fields.number = in.readUInt64();
        case QUEUE -> fields.queue = new QueueId(in.readStringRequireUtf8());
        case EPOCH -> fields.epoch = in.readUInt32();
        case MILLIS -> fields.millis = in.readSInt64();
        case CAUSE -> fields.cause = in.readUInt32();
        case COUNT -> fields.count = in.readUInt32();
        case TASK -> fields.task = new TaskId(in.readStringRequireUtf8());
        case WISH -> fields.wish = in.readFixed64();
        case PAYLOAD -> fields.payload = in.readStringRequireUtf8();
        case GROUP -> fields.group = new TaskGroup(in.readStringRequireUtf8());
        case LEASES -> fields.leases.add(Wire.nested(in, TaskFacts::fields).lease());
        case NUMBERS -> readPacked(in, fields.numbers);
        case SETTINGS -> fields.settings = Wire.nested(in, TaskFacts::settings);
        case SEALED -> fields.sealed = new Secret(in.readByteArray());
        default -> in.skipField(tag);
      }
    }
    return fields;
  }

  private static QueueSettings settings(CodedInputStream in) throws IOException {
    int maxAttempts = 0;
    List<Long> delays = new ArrayList<>();
    Backoff exponential = null;
    long lease = 0;
    int pastDue = 0;
    boolean paused = false;
    long deadRetention = 0;
    int pendingMax = 0;
    String pushUrl = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> maxAttempts = in.readUInt32();
        case 2 -> readPacked(in, delays);
        case EXPONENTIAL -> exponential = Wire.nested(in, TaskFacts::exponential);
        case 4 -> lease = in.readUInt64();
        case 5 -> pastDue = in.readUInt32();
        case 6 -> paused = in.readBool();
        case 7 -> deadRetention = in.readUInt64();
        case 8 -> pendingMax = in.readUInt32();
        case 9 -> pushUrl = in.readStringRequireUtf8();
        default -> in.skipField(tag);
      }
    }
    return new QueueSettings(
        maxAttempts,
        exponential != null
            ? exponential
            : new Backoff.Listed(delays.stream().map(Duration::ofMillis).toList()),
        Duration.ofMillis(lease),
        Wire.known(PastDue.values(), PastDue::number, pastDue),
        paused,
        Duration.ofMillis(deadRetention),
        pendingMax,
        pushUrl);
  }

  private static Backoff exponential(CodedInputStream in) throws IOException {
    long first = 0;
    long cap = 0;
    int jitterPercent = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> first = in.readUInt64();
        case 2 -> cap = in.readUInt64();
        case 3 -> jitterPercent = in.readUInt32();
        default -> in.skipField(tag);
      }
    }
    return new Backoff.Exponential(Duration.ofMillis(first), Duration.ofMillis(cap), jitterPercent);
  }

  private static void readPacked(CodedInputStream in, List<Long> into) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      into.add(in.readUInt64());
    }
    in.popLimit(limit);
  }
}
