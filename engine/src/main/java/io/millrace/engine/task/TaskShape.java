package io.millrace.engine.task;

import io.millrace.engine.shape.Pages;
import io.millrace.engine.shape.Urls;
import io.millrace.engine.shop.ShopShape;
import io.millrace.model.Backoff;
import io.millrace.model.Limits;
import io.millrace.model.QueueSettings;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.ListDead;
import io.millrace.model.command.ListQueues;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.Refusal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What requests about tasks must look like. */
public final class TaskShape {
  private static final int JITTER_PERCENT_MAX = 100;

  private TaskShape() {}

  public static @Nullable Refusal check(DefineQueue define) {
    QueueSettings settings = define.settings();
    Invalid attempts = range("maxAttempts", settings.maxAttempts(), 1, Limits.TASK_ATTEMPTS_MAX);
    if (attempts != null) {
      return attempts;
    }
    Invalid backoff = checkBackoff(settings.backoff());
    if (backoff != null) {
      return backoff;
    }
    Invalid lease =
        ShopShape.checkDuration("lease", settings.lease(), Limits.LEASE_MIN, Limits.LEASE_MAX);
    if (lease != null) {
      return lease;
    }
    Invalid retention =
        ShopShape.checkDuration(
            "deadRetention",
            settings.deadRetention(),
            Limits.DEAD_RETENTION_MIN,
            Limits.DEAD_RETENTION_MAX);
    Invalid pending =
        retention != null
            ? retention
            : range("pendingMax", settings.pendingMax(), 1, Limits.QUEUE_PENDING_MAX);
    String pushUrl = settings.pushUrl();
    return pending != null || pushUrl == null ? pending : Urls.check("push.url", pushUrl);
  }

  private static @Nullable Invalid checkBackoff(Backoff backoff) {
    return switch (backoff) {
      case Backoff.Listed(List<Duration> delays) -> checkDelays(delays);
      case Backoff.Exponential exponential -> {
        Invalid first = delay("backoff.first", exponential.first());
        Invalid cap =
            ShopShape.checkDuration(
                "backoff.cap",
                exponential.cap(),
                first == null ? exponential.first() : Duration.ZERO,
                Limits.BACKOFF_MAX);
        yield first != null
            ? first
            : cap != null
                ? cap
                : range(
                    "backoff.jitterPercent", exponential.jitterPercent(), 0, JITTER_PERCENT_MAX);
      }
    };
  }

  private static @Nullable Invalid checkDelays(List<Duration> delays) {
    if (delays.isEmpty() || delays.size() > Limits.BACKOFF_DELAYS_MAX) {
      return new Invalid("backoff.delays", "has 1 to " + Limits.BACKOFF_DELAYS_MAX + " items");
    }
    for (int i = 0; i < delays.size(); i++) {
      Invalid delay = delay("backoff.delays[" + i + "]", delays.get(i));
      if (delay != null) {
        return delay;
      }
    }
    return null;
  }

  private static @Nullable Invalid delay(String field, Duration delay) {
    return ShopShape.checkDuration(field, delay, Duration.ZERO, Limits.BACKOFF_MAX);
  }

  public static @Nullable Refusal check(ScheduleTask schedule, long nowMillis) {
    Long dueAtMillis = schedule.dueAtMillis();
    Duration delay = schedule.delay();
    if ((dueAtMillis == null) == (delay == null)) {
      return new Invalid("dueAt", "either dueAt or delay is there");
    }
    if (dueAtMillis != null
        && (dueAtMillis < 0 || dueAtMillis > nowMillis + Limits.TASK_DELAY_MAX.toMillis())) {
      return new Invalid("dueAt", "is at most " + Limits.TASK_DELAY_MAX + " ahead");
    }
    Invalid wait =
        delay == null
            ? null
            : ShopShape.checkDuration("delay", delay, Duration.ZERO, Limits.TASK_DELAY_MAX);
    if (wait != null) {
      return wait;
    }
    if (utf8Bytes(schedule.payload()) > Limits.TASK_PAYLOAD_BYTES_MAX) {
      return new Invalid("payload", "has at most " + Limits.TASK_PAYLOAD_BYTES_MAX + " bytes");
    }
    return range("priority", schedule.priority(), 0, Limits.TASK_PRIORITY_MAX);
  }

  /** What the text takes on the wire; the halves of a surrogate pair are counted two and two. */
  private static int utf8Bytes(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  public static @Nullable Refusal check(LeaseTasks lease) {
    Invalid max = range("max", lease.max(), 1, Limits.LEASED_TASKS_MAX);
    if (max != null) {
      return max;
    }
    Duration span = lease.lease();
    Invalid asked =
        span == null
            ? null
            : ShopShape.checkDuration("lease", span, Limits.LEASE_MIN, Limits.LEASE_MAX);
    if (asked != null) {
      return asked;
    }
    Invalid waiting =
        ShopShape.checkDuration("wait", lease.waiting(), Duration.ZERO, Limits.LEASE_WAIT_MAX);
    if (waiting != null) {
      return waiting;
    }
    if (lease.groups().size() > Limits.LEASE_GROUPS_MAX) {
      return new Invalid("groups", "has at most " + Limits.LEASE_GROUPS_MAX + " items");
    }
    if (lease.groups().stream().distinct().count() < lease.groups().size()) {
      return new Invalid("groups", "names a group twice");
    }
    return range("rank", lease.rank(), 0, Limits.WORKER_RANK_MAX);
  }

  public static @Nullable Refusal check(NackTask nack) {
    Duration retryAfter = nack.retryAfter();
    return retryAfter == null
        ? null
        : ShopShape.checkDuration("retryAfter", retryAfter, Duration.ZERO, Limits.TASK_DELAY_MAX);
  }

  public static @Nullable Refusal check(ExtendLease extend) {
    return ShopShape.checkDuration("lease", extend.span(), Limits.LEASE_MIN, Limits.LEASE_MAX);
  }

  public static @Nullable Refusal check(ListQueues list) {
    return Pages.check(list.limit());
  }

  public static @Nullable Refusal check(ListDead list) {
    return Pages.check(list.limit());
  }

  private static @Nullable Invalid range(String field, int value, int min, int max) {
    return value < min || value > max ? new Invalid(field, "must be " + min + " to " + max) : null;
  }
}
