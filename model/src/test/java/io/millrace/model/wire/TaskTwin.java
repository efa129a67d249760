package io.millrace.model.wire;

import com.google.protobuf.ByteString;
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
import io.millrace.model.wire.facts.PastDue;
import io.millrace.model.wire.facts.Record;
import io.millrace.model.wire.facts.TaskEnd;
import io.millrace.model.wire.facts.TaskFailure;
import java.time.Duration;

/** The part of {@link ProtobufTwin} that is about tasks. */
final class TaskTwin {

  private TaskTwin() {}

  static void put(Record.Builder out, TaskFact fact) {
    switch (fact) {
      case QueueDefined defined -> queueDefined(out, defined);
      case QueueSecretRotated rotated ->
          out.getQueueSecretRotatedBuilder()
              .setQueue(rotated.queue().value())
              .setOverlapUntilMillis(rotated.overlapUntilMillis())
              .setVersion(rotated.version())
              .setSealed(ByteString.copyFrom(rotated.sealed().bytes()));
      case TaskScheduled scheduled -> {
        var message =
            out.getTaskScheduledBuilder()
                .setNumber(scheduled.number())
                .setQueue(scheduled.queue().value())
                .setDueAtMillis(scheduled.dueAtMillis())
                .setPriority(scheduled.priority())
                .setTask(scheduled.task().value())
                .setWish(scheduled.wish())
                .setPayload(scheduled.payload());
        TaskGroup group = scheduled.group();
        if (group != null) {
          message.setGroup(group.value());
        }
      }
      case TaskDue due -> out.getTaskDueBuilder().setNumber(due.number());
      case TaskPostponed postponed ->
          out.getTaskPostponedBuilder()
              .setNumber(postponed.number())
              .setDueAtMillis(postponed.dueAtMillis());
      case TasksLeased leased -> {
        var message =
            out.getTasksLeasedBuilder()
                .setQueue(leased.queue().value())
                .setUntilMillis(leased.untilMillis());
        for (LeaseId lease : leased.leases()) {
          message.addLeasesBuilder().setNumber(lease.task()).setEpoch(lease.epoch());
        }
      }
      case LeaseExtended extended ->
          out.getLeaseExtendedBuilder()
              .setNumber(extended.lease().task())
              .setEpoch(extended.lease().epoch())
              .setUntilMillis(extended.untilMillis());
      case TaskDone done ->
          out.getTaskDoneBuilder().setNumber(done.lease().task()).setEpoch(done.lease().epoch());
      case TaskReturned returned ->
          out.getTaskReturnedBuilder()
              .setNumber(returned.lease().task())
              .setEpoch(returned.lease().epoch())
              .setDueAtMillis(returned.dueAtMillis())
              .setFailure(failure(returned.failure()));
      case TaskDied died ->
          out.getTaskDiedBuilder()
              .setNumber(died.lease().task())
              .setEpoch(died.lease().epoch())
              .setKeptUntilMillis(died.keptUntilMillis())
              .setFailure(failure(died.failure()));
      case TaskEnded ended ->
          out.getTaskEndedBuilder()
              .setNumber(ended.number())
              .setEnd(TaskEnd.valueOf("TASK_" + ended.end().name()));
      case TaskRevived revived ->
          out.getTaskRevivedBuilder()
              .setNumber(revived.number())
              .setDueAtMillis(revived.dueAtMillis());
      case RevivalStarted started ->
          out.getRevivalStartedBuilder()
              .setQueue(started.queue().value())
              .setTasks(started.tasks());
      case TasksRevived revived ->
          out.getTasksRevivedBuilder()
              .setQueue(revived.queue().value())
              .setDueAtMillis(revived.dueAtMillis())
              .setLeft(revived.left())
              .addAllNumbers(revived.numbers());
    }
  }

  private static TaskFailure failure(io.millrace.model.TaskFailure failure) {
    return switch (failure) {
      case NACKED -> TaskFailure.NACKED;
      case EXPIRED -> TaskFailure.LEASE_EXPIRED;
    };
  }

  private static void queueDefined(Record.Builder out, QueueDefined defined) {
    QueueSettings settings = defined.settings();
    Secret sealed = defined.sealed();
    if (sealed != null) {
      out.getQueueDefinedBuilder().setSealed(ByteString.copyFrom(sealed.bytes()));
    }
    var message =
        out.getQueueDefinedBuilder()
            .setQueue(defined.queue().value())
            .setVersion(defined.version())
            .getSettingsBuilder()
            .setMaxAttempts(settings.maxAttempts())
            .setLeaseMillis(settings.lease().toMillis())
            .setPastDue(PastDue.valueOf(settings.pastDue().name()))
            .setPaused(settings.paused())
            .setDeadRetentionMillis(settings.deadRetention().toMillis())
            .setPendingMax(settings.pendingMax());
    String pushUrl = settings.pushUrl();
    if (pushUrl != null) {
      message.setPushUrl(pushUrl);
    }
    switch (settings.backoff()) {
      case Backoff.Listed listed ->
          message.addAllBackoffDelayMillis(
              listed.delays().stream().map(Duration::toMillis).toList());
      case Backoff.Exponential exponential ->
          message
              .getExponentialBuilder()
              .setFirstMillis(exponential.first().toMillis())
              .setCapMillis(exponential.cap().toMillis())
              .setJitterPercent(exponential.jitterPercent());
    }
  }
}
