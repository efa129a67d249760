package io.millrace.proof.audit;

import io.millrace.model.QueueId;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.TaskId;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.fact.TaskScheduled;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that was asked, so that a fact whose answer got lost can be traced to its request. */
final class Asked {

  /** What tells schedulings apart; the crowd never uses a name twice with the same payload. */
  private record Scheduling(ShopId shop, QueueId queue, TaskId task, String payload) {}

  private final Map<RequestKey, Request> byKey = new HashMap<>();
  private final Map<Scheduling, Request> schedulings = new HashMap<>();

  void add(Request request) {
    if (request.key() != null) {
      byKey.put(request.key(), request);
    } else if (request.command() instanceof ScheduleTask schedule) {
      schedulings.put(
          new Scheduling(request.shop(), schedule.queue(), schedule.task(), schedule.payload()),
          request);
    }
  }

  /** The request that led to a fact; null where the fact does not say. */
  @Nullable Request whoCaused(Recorded recorded) {
    ShopId shop = recorded.shop();
    if (recorded.key() != null) {
      return byKey.get(recorded.key());
    }
    return recorded.fact() instanceof TaskScheduled scheduled && shop != null
        ? schedulings.get(
            new Scheduling(shop, scheduled.queue(), scheduled.task(), scheduled.payload()))
        : null;
  }
}
