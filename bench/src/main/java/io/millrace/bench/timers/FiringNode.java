package io.millrace.bench.timers;

import io.millrace.bench.disk.BenchLog;
import io.millrace.bench.disk.Scratch;
import io.millrace.bench.goods.Catalogue;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.writer.PendingTasks;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.Durability;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.ShopSettings;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineShop;
import io.millrace.model.fact.TaskDue;
import io.millrace.model.fact.TaskScheduled;
import io.millrace.node.Clock;
import io.millrace.node.DurableFrame;
import io.millrace.node.IngressLimits;
import io.millrace.node.Node;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.SystemClock;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * A real node on a real log. A task's lateness is the wall clock when the frame that says it is due
 * has been forced, less the time it was due: so sleeping, deciding, encoding and the disk are in
 * it.
 */
final class FiringNode {
  /** So many requests are on their way at a time. */
  private static final int WINDOW = 8_192;

  private static final long MICROS_PER_MILLI = 1_000;
  private static final long NANOS_PER_MICRO = 1_000;
  private static final int DIGITS = 3;
  private static final int FAR_OFF_MILLIS = 7 * 24 * 3_600_000;

  private final Clock clock = new SystemClock();
  private final SteppedClock nodesClock = new SteppedClock();
  private final List<Duration> steps;
  private final Histogram lateMicros = new Histogram(DIGITS);
  private final Histogram orderMicros = new ConcurrentHistogram(DIGITS);
  private final Long2LongOpenHashMap dueByNumber = new Long2LongOpenHashMap();
  private final CountDownLatch fired;
  private Consumer<Node> probing = this::probe;
  private final long firesFromMillis;
  private final int fires;
  private final int perMilli;

  /**
   * What is to fire.
   *
   * @param perMilli how many in each millisecond
   * @param steps by which somebody sets the wall clock meanwhile, evenly spread
   */
  private FiringNode(int fires, int perMilli, long firesFromMillis, List<Duration> steps) {
    this.steps = steps;
    this.fires = fires;
    this.perMilli = perMilli;
    this.firesFromMillis = firesFromMillis;
    this.fired = new CountDownLatch(fires);
  }

  /** What was found. */
  record Found(Histogram lateMicros, Histogram orderMicros) {}

  /** Lets timers fire at a rate while the queue of requests is never empty. */
  static Found flooded(int fires, int perMilli, Duration untilFirst) {
    long firesFromMillis = new SystemClock().wallMillis() + untilFirst.toMillis();
    FiringNode run = new FiringNode(fires, perMilli, firesFromMillis, List.of());
    run.probing = run::flood;
    run.run(0);
    return new Found(run.lateMicros, run.orderMicros);
  }

  /** Keeps so many pending that do not fire, and lets others fire at a rate. */
  static Found run(
      int pending, int fires, int perMilli, Duration untilFirst, List<Duration> steps) {
    long firesFromMillis = new SystemClock().wallMillis() + untilFirst.toMillis();
    FiringNode run = new FiringNode(fires, perMilli, firesFromMillis, steps);
    run.run(pending);
    return new Found(run.lateMicros, run.orderMicros);
  }

  private void run(int pending) {
    NodeSettings settings =
        new NodeSettings(
            1,
            NodeSettings.MAX_STOP_DEFAULT,
            false,
            EngineLimits.DEFAULT,
            new IngressLimits(2 * WINDOW, 2 * WINDOW));
    try (Scratch scratch = new Scratch();
        BenchLog log = new BenchLog(scratch.directory(), Durability.FSYNC);
        Node node =
            Node.start(settings, _ -> log.log(), nodesClock, List.of(this::take), NodeWatch.NONE)) {
      ask(
          node,
          new DefineShop(
              new ShopSettings(
                  "Watermill",
                  Catalogue.CURRENCY,
                  ZoneOffset.UTC,
                  Duration.ofHours(1),
                  List.of())));
      ask(node, PendingTasks.queue(pending + fires));
      schedule(node, pending);
      probing.accept(node);
    }
  }

  private void schedule(Node node, int pending) {
    Queue<CompletableFuture<Reply>> underWay = new ArrayDeque<>();
    for (int i = 0; i < pending + fires; i++) {
      long dueAtMillis =
          i < pending
              ? firesFromMillis + FAR_OFF_MILLIS + i % 3_600_000
              : firesFromMillis + (i - pending) / perMilli;
      if (underWay.size() == WINDOW) {
        require(underWay.remove());
      }
      underWay.add(node.submit(PendingTasks.request(PendingTasks.task(i, dueAtMillis))));
    }
    underWay.forEach(FiringNode::require);
    if (clock.wallMillis() >= firesFromMillis) {
      throw new BenchmarkFailed("the tasks were not scheduled before the first was due");
    }
  }

  /** One request after the other while timers fire: what traffic feels of them. */
  private void probe(Node node) {
    int number = 0;
    try {
      while (!fired.await(1, TimeUnit.MILLISECONDS)) {
        if (clock.wallMillis() < firesFromMillis) {
          continue;
        }
        long startNanos = clock.monotonicNanos();
        ask(node, PendingTasks.queue(Integer.MAX_VALUE / 32 - number++ % 2));
        orderMicros.recordValue((clock.monotonicNanos() - startNanos) / NANOS_PER_MICRO);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted");
    }
  }

  private void step(long firedSoFar) {
    int taken = nodesClock.steps;
    if (taken < steps.size() && firedSoFar > (taken + 1L) * fires / (steps.size() + 1)) {
      nodesClock.step(steps.get(taken));
    }
  }

  /** The machine's clocks, of which somebody sets the one of the wall. */
  private static final class SteppedClock implements Clock {
    private final Clock machine = new SystemClock();
    private volatile long aheadMillis;
    private int steps;

    /** On the writer's thread. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
    void step(Duration by) {
      aheadMillis += by.toMillis();
      steps++;
    }

    @Override
    public long wallMillis() {
      return machine.wallMillis() + aheadMillis;
    }

    @Override
    public long monotonicNanos() {
      return machine.monotonicNanos();
    }
  }

  /** As many requests under way as may be, from before the first fire to the last. */
  private void flood(Node node) {
    Queue<CompletableFuture<Reply>> underWay = new ArrayDeque<>();
    int number = 0;
    while (fired.getCount() > 0) {
      if (underWay.size() == WINDOW) {
        require(underWay.remove());
      }
      int pendingMax = Integer.MAX_VALUE / 32 - number++ % 2;
      long startNanos = clock.monotonicNanos();
      CompletableFuture<Reply> reply =
          node.submit(PendingTasks.request(PendingTasks.queue(pendingMax)));
      if (clock.wallMillis() >= firesFromMillis) {
        reply =
            reply.whenComplete((_, _) ->
                orderMicros.recordValue((clock.monotonicNanos() - startNanos) / NANOS_PER_MICRO));
      }
      underWay.add(reply);
    }
    underWay.forEach(FiringNode::require);
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

  /** On the writer's thread; nobody else reads before all have fired. */
  private void take(DurableFrame frame) {
    long durableMicros = clock.wallMillis() * MICROS_PER_MILLI;
    for (Recorded recorded : frame.facts()) {
      switch (recorded.fact()) {
        case TaskScheduled task when task.dueAtMillis() < firesFromMillis + FAR_OFF_MILLIS ->
            dueByNumber.put(task.number(), task.dueAtMillis());
        case TaskDue due -> {
          long dueMicros = dueByNumber.remove(due.number()) * MICROS_PER_MILLI;
          lateMicros.recordValue(Math.max(0, durableMicros - dueMicros));
          fired.countDown();
          step(fires - fired.getCount());
        }
        default -> {
          // not a task of ours
        }
      }
    }
  }
}
