package io.millrace.bench.writer;

import io.millrace.bench.goods.Catalogue;
import io.millrace.model.Actor;
import io.millrace.model.Backoff;
import io.millrace.model.PastDue;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Request;
import io.millrace.model.TaskId;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.ScheduleTask;
import java.time.Duration;
import java.util.List;

/** An engine full of pending tasks without payload: what one costs to schedule and to keep. */
public final class PendingTasks {
  public static final QueueId QUEUE = new QueueId("bench");

  private PendingTasks() {}

  /** What was found. */
  public record Found(Pace pace, double bytesPerTask) {}

  public static DefineQueue queue(int pendingMax) {
    return new DefineQueue(
        QUEUE,
        new QueueSettings(
            5,
            new Backoff.Listed(List.of(Duration.ofSeconds(10))),
            Duration.ofMinutes(1),
            PastDue.FIRE,
            false,
            Duration.ofDays(1),
            pendingMax));
  }

  public static Request request(Command command) {
    return Request.of(Catalogue.SHOP, Actor.OPERATOR, command);
  }

  /** Names as long as a short order number. */
  public static ScheduleTask task(int number, long dueAtMillis) {
    return new ScheduleTask(QUEUE, new TaskId("t" + number), dueAtMillis, null, "", 0, null);
  }

  public static Found fill(int tasks, long dueAtMillis) {
    FrameMaker maker = OpenShop.withoutLog();
    maker.decide(request(queue(tasks)));
    long before = Heap.retainedBytes();
    Pace pace = new Pace();
    pace.begin();
    for (int i = 0; i < tasks; i++) {
      if (!maker.hasRoom()) {
        maker.frame();
      }
      maker.decide(request(task(i, dueAtMillis + i % 3_600_000)));
    }
    maker.frame();
    pace.end(tasks);
    long after = Heap.retainedBytes();
    maker.requireTasks(tasks);
    return new Found(pace, (double) (after - before) / tasks);
  }
}
