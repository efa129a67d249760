package io.millrace.bench.delivery;

import io.millrace.bench.report.BenchmarkFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A shop whose queues push, and who gives them tasks. */
final class PushingShop {

  private static final String SHOP = "/v1/shops/mill";
  private static final JsonMapper JSON = new JsonMapper();

  /** Enough that tasks are scheduled quicker than they are pushed. */
  private static final int MAKERS = 64;

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Api api;

  PushingShop(Api api) {
    this.api = api;
    api.openShop("mill");
  }

  /** Makes a queue, or changes it. While it is paused it hands out nothing. */
  void queue(String queue, String url, boolean paused) {
    api.call(
        "PUT",
        path(queue),
        """
        {"maxAttempts":9,"backoff":{"delays":["PT5S"]},"lease":"PT30S","pastDue":"FIRE","paused":%s,
         "push":{"url":"%s"}}
        """
            .formatted(paused, url));
  }

  private static String path(String queue) {
    return SHOP + "/queues/" + queue;
  }

  /** So many in each queue, all due now. */
  void scheduleNow(List<String> queues, int perQueue) {
    schedule(queues, perQueue, "now", "\"delay\":\"PT0S\"");
  }

  /** So many in each queue, all due in the same millisecond. */
  void scheduleAt(List<String> queues, int perQueue, Instant due, int round) {
    schedule(queues, perQueue, "r" + round, "\"dueAt\":\"" + due + "\"");
  }

  private void schedule(List<String> queues, int perQueue, String name, String when) {
    manyAtATime(
        queues.size() * perQueue,
        number -> {
          String queue = queues.get(number % queues.size());
          String task = name + "-" + number / queues.size();
          api.call("PUT", path(queue) + "/tasks/" + task, "{" + when + ",\"payload\":\"do\"}");
        });
  }

  private static void manyAtATime(int count, IntConsumer call) {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> makers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < Math.min(count, MAKERS); i++) {
        makers.add(
            threads.submit(() -> {
              for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                call.accept(n);
              }
            }));
      }
      for (Future<?> maker : makers) {
        maker.get();
      }
    } catch (ExecutionException e) {
      throw new BenchmarkFailed("a task could not be scheduled", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  /**
   * Until the log has the ack of every task of a queue.
   *
   * @param pushed so many, each once
   */
  void awaitAcked(String queue, int pushed, Duration max) {
    long deadline = System.nanoTime() + max.toNanos();
    JsonNode view = read(queue);
    while (number(view, "pending") + number(view, "due") + number(view, "leased") > 0
        || view.at("/push/underWay").asInt() > 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new BenchmarkFailed("queue " + queue + " has not come to its end: " + view);
      }
      LockSupport.parkNanos(LOOK_NANOS);
      view = read(queue);
    }
    boolean isWhole =
        view.at("/push/pushed").asInt() == pushed
            && view.at("/push/failed").asInt() == 0
            && number(view, "dead") == 0;
    if (!isWhole) {
      throw new BenchmarkFailed("queue " + queue + " was to push each task once: " + view);
    }
  }

  private JsonNode read(String queue) {
    return JSON.readTree(api.call("GET", path(queue), ""));
  }

  private static int number(JsonNode view, String field) {
    return view.required(field).asInt();
  }
}
