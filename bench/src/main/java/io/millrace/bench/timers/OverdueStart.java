package io.millrace.bench.timers;

import io.millrace.bench.disk.BenchLog;
import io.millrace.bench.disk.Scratch;
import io.millrace.bench.goods.Catalogue;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.writer.PendingTasks;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.Durability;
import io.millrace.model.Outcome;
import io.millrace.model.ShopSettings;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineShop;
import io.millrace.model.fact.TaskDue;
import io.millrace.node.Clock;
import io.millrace.node.DurableFrame;
import io.millrace.node.IngressLimits;
import io.millrace.node.Node;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.SystemClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A node that stood while everything came due: how long its start takes, how long until all has
 * fired, and what a request waits meanwhile. It replays its log; there is no snapshot.
 */
final class OverdueStart {
  private static final int WINDOW = 8_192;
  private static final int SPREAD_MILLIS = 1_000;
  private static final int DIGITS = 3;
  private static final long NANOS_PER_MICRO = 1_000;
  private static final double NANOS_PER_SECOND = 1e9;

  /** Far from {@link #pendingMax}: another value, so that each definition is a change. */
  private static final int PENDING_ROOM = 16;

  private final Clock clock = new SystemClock();
  private final Histogram trafficMicros = new Histogram(DIGITS);
  private final int tasks;
  private final CountDownLatch fired;

  private OverdueStart(int tasks) {
    this.tasks = tasks;
    this.fired = new CountDownLatch(tasks);
  }

  /** What was found. */
  record Found(double servesSeconds, double firedSeconds, Histogram trafficMicros) {}

  /** With so many tasks that are scheduled before the first is due. */
  static Found run(int tasks, Duration untilFirst) {
    OverdueStart run = new OverdueStart(tasks);
    try (Scratch scratch = new Scratch()) {
      long dueMillis = run.clock.wallMillis() + untilFirst.toMillis();
      run.schedule(scratch.directory(), dueMillis);
      run.awaitMillis(dueMillis + SPREAD_MILLIS);
      return run.start(scratch.directory());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  private Node node(BenchLog log) {
    NodeSettings settings =
        new NodeSettings(
            1,
            NodeSettings.MAX_STOP_DEFAULT,
            false,
            EngineLimits.DEFAULT,
            new IngressLimits(2 * WINDOW, 2 * WINDOW));
    return Node.start(settings, _ -> log.log(), clock, List.of(this::take), NodeWatch.NONE);
  }

  private int pendingMax(int change) {
    return tasks + PENDING_ROOM + change;
  }

  private void schedule(Path directory, long dueMillis) {
    try (BenchLog log = new BenchLog(directory, Durability.FSYNC);
        Node node = node(log)) {
      ask(
          node,
          new DefineShop(
              new ShopSettings(
                  "Watermill",
                  Catalogue.CURRENCY,
                  ZoneOffset.UTC,
                  Duration.ofHours(1),
                  List.of())));
      ask(node, PendingTasks.queue(pendingMax(0)));
      Queue<CompletableFuture<Reply>> underWay = new ArrayDeque<>();
      for (int i = 0; i < tasks; i++) {
        if (underWay.size() == WINDOW) {
          require(underWay.remove());
        }
        underWay.add(
            node.submit(PendingTasks.request(PendingTasks.task(i, dueMillis + i % SPREAD_MILLIS))));
      }
      underWay.forEach(OverdueStart::require);
    }
    if (clock.wallMillis() >= dueMillis) {
      throw new BenchmarkFailed("the tasks were not scheduled before the first was due");
    }
  }

  private void awaitMillis(long millis) throws InterruptedException {
    long left = millis - clock.wallMillis();
    if (fired.await(Math.max(0, left), TimeUnit.MILLISECONDS)) {
      throw new BenchmarkFailed("tasks fired while the node stood");
    }
  }

  private Found start(Path directory) throws InterruptedException {
    long begunNanos = clock.monotonicNanos();
    try (BenchLog log = new BenchLog(directory, Durability.FSYNC);
        Node node = node(log)) {
      double serves = (clock.monotonicNanos() - begunNanos) / NANOS_PER_SECOND;
      for (int i = 1; !fired.await(1, TimeUnit.MILLISECONDS); i++) {
        long askedNanos = clock.monotonicNanos();
        ask(node, PendingTasks.queue(pendingMax(i % 2)));
        trafficMicros.recordValue((clock.monotonicNanos() - askedNanos) / NANOS_PER_MICRO);
      }
      double all = (clock.monotonicNanos() - begunNanos) / NANOS_PER_SECOND;
      return new Found(serves, all, trafficMicros);
    }
  }

  private static void ask(Node node, Command command) {
    require(node.submit(PendingTasks.request(command)));
  }

  private static void require(CompletableFuture<Reply> reply) {
    if (!(reply.join() instanceof Reply.Decided decided)
        || !(decided.outcome() instanceof Outcome.Accepted)) {
      throw new BenchmarkFailed("the node did not accept a request: " + reply.join());
    }
  }

  /** On the writer's thread. */
  private void take(DurableFrame frame) {
    frame.facts().stream()
        .filter(recorded -> recorded.fact() instanceof TaskDue)
        .forEach(_ -> fired.countDown());
  }
}
