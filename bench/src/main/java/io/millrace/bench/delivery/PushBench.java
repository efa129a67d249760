package io.millrace.bench.delivery;

import io.millrace.bench.disk.Scratch;
import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Tasks that a real server pushes to receivers in this process: as many as it can, and how late
 * they come to nine queues beside one whose receiver hangs.
 */
public final class PushBench implements Benchmark {

  private static final int QUEUES = 10;
  private static final String HANGING = "q0";

  /** In each queue, so often a second, all due in the same millisecond: 500 tasks a second. */
  private static final int TASKS_PER_ROUND = 10;

  private static final int ROUNDS_PER_SECOND = 5;

  /** So long before they are due tasks are scheduled: none is late because it was given late. */
  private static final Duration AHEAD = Duration.ofSeconds(2);

  private static final int MINUTES_MAX = 10;

  @Override
  public String name() {
    return "push";
  }

  @Override
  public String purpose() {
    return "pushed tasks: how many a second; nine queues beside one whose receiver hangs";
  }

  @Override
  public String durability() {
    return "fsync";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx2g");
  }

  @Override
  public void run(Scale scale, Report report) {
    backlogs(scale.pick(100, 10_000, 100_000), report);
    int rounds = scale.pick(1, 25, 300);
    report.progress("pushing tasks of nine queues beside one that hangs");
    beside(rounds, report);
  }

  private static void backlogs(int tasks, Report report) {
    try (Scratch scratch = new Scratch();
        MillraceServer server = DeliveryBench.start(scratch);
        HttpClient http = HttpClient.newHttpClient()) {
      PushingShop shop = new PushingShop(new Api(http, server));
      report.progress("pushing %,d tasks of one queue".formatted(tasks));
      report.figure("push.perSecond.oneQueue", backlog(shop, List.of("alone"), tasks), "tasks/s");
      report.progress("pushing %,d tasks of ten queues".formatted(tasks));
      report.figure(
          "push.perSecond.tenQueues", backlog(shop, queues(0, QUEUES), tasks / QUEUES), "tasks/s");
    }
    report.note(
        "perSecond: %,d tasks that are all due when their queues are let go, from the first that came"
                .formatted(tasks)
            + " to a receiver until the log has the ack of the last, forced like each lease; each"
            + " came once; one queue first, then ten on the same server; receiver and server share"
            + " the machine");
  }

  private static List<String> queues(int from, int to) {
    return IntStream.range(from, to).mapToObj(number -> "q" + number).toList();
  }

  private static double backlog(PushingShop shop, List<String> queues, int perQueue) {
    int tasks = queues.size() * perQueue;
    try (Receivers receivers = new Receivers(tasks)) {
      queues.forEach(queue -> shop.queue(queue, receivers.url("/well/" + queue), true));
      shop.scheduleNow(queues, perQueue);
      queues.forEach(queue -> shop.queue(queue, receivers.url("/well/" + queue), false));
      receivers.await(MINUTES_MAX);
      queues.forEach(queue -> shop.awaitAcked(queue, perQueue, Duration.ofMinutes(MINUTES_MAX)));
      return tasks / receivers.secondsSinceFirst();
    }
  }

  private static void beside(int rounds, Report report) {
    List<String> well = queues(1, QUEUES);
    try (Scratch scratch = new Scratch();
        Receivers receivers = new Receivers(rounds * TASKS_PER_ROUND * well.size());
        MillraceServer server = DeliveryBench.start(scratch);
        HttpClient http = HttpClient.newHttpClient()) {
      PushingShop shop = new PushingShop(new Api(http, server));
      shop.queue(HANGING, receivers.url("/hang/" + HANGING), false);
      well.forEach(queue -> shop.queue(queue, receivers.url("/well/" + queue), false));
      long begun = System.nanoTime();
      for (int round = 0; round < rounds; round++) {
        long afterNanos = TimeUnit.SECONDS.toNanos(round) / ROUNDS_PER_SECOND;
        LockSupport.parkNanos(begun + afterNanos - System.nanoTime());
        Instant due = Instant.ofEpochMilli(System.currentTimeMillis()).plus(AHEAD);
        shop.scheduleAt(queues(0, QUEUES), TASKS_PER_ROUND, due, round);
      }
      receivers.await(MINUTES_MAX);
      report.figure("push.beside.p50Millis", receivers.delayMillis(0.5), "ms");
      report.figure("push.beside.p99Millis", receivers.delayMillis(0.99), "ms");
      report.figure("push.beside.maxMillis", receivers.delayMillis(1), "ms");
      report.note(
          "beside: %d queues of one shop, of which one's receiver never answers; %d tasks in each,"
                  .formatted(QUEUES, TASKS_PER_ROUND)
              + " due in the same millisecond, %d times a second, for %d rounds;"
                  .formatted(ROUNDS_PER_SECOND, rounds)
              + " the delay is from when a task was due until it has come to a receiver that"
              + " answers; before it is sent its lease was forced");
    }
  }
}
