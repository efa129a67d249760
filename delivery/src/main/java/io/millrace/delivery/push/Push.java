package io.millrace.delivery.push;

import io.millrace.delivery.http.Outlet;
import io.millrace.delivery.http.PinnedOutlet;
import io.millrace.delivery.signed.Secrets;
import io.millrace.model.QueueId;
import io.millrace.model.ShopId;
import io.millrace.node.Clock;
import io.millrace.node.Gate;
import io.millrace.node.delivery.PushStatus;
import io.millrace.node.delivery.Pushes;
import io.millrace.node.delivery.TaskForm;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Posts due tasks of queues that want it, on a thread of its own. */
public final class Push implements Pushes, AutoCloseable {

  /** What is under way at a stop may come back for so long; the rest is pushed again. */
  private static final Duration STOP_MAX = Duration.ofSeconds(2);

  private static final long FAULT_NANOS = Duration.ofSeconds(1).toNanos();

  private final Clock clock;
  private final PushWatch watch;
  private final Outlet outlet;
  private final ExecutorService sending;
  private final Pusher pusher;
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * What it works with.
   *
   * @param queues already a follower of the node behind the gate
   */
  public record Parts(
      PushedQueues queues,
      Gate gate,
      Clock clock,
      Secrets secrets,
      TaskForm form,
      boolean allowPrivateTargets,
      PushWatch watch) {}

  /** Nothing is posted before the start. */
  public Push(Parts parts) {
    this(parts, PinnedOutlet.of(parts.allowPrivateTargets()));
  }

  Push(Parts parts, Outlet outlet) {
    this.clock = parts.clock();
    this.watch = parts.watch();
    this.outlet = outlet;
    this.sending =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("push-", 0).factory());
    this.pusher =
        new Pusher(
            new Pusher.Parts(
                parts.queues(),
                parts.gate(),
                outlet,
                sending,
                clock,
                parts.secrets(),
                parts.form(),
                watch));
    this.thread = Thread.ofPlatform().name("push").unstarted(this::run);
    pusher.wakeBy(() -> LockSupport.unpark(thread));
  }

  /** When the node serves. */
  public void start() {
    thread.start();
  }

  /** False before the start, after the end, and after an error that ended it. */
  public boolean isPushing() {
    return thread.isAlive();
  }

  /** Requests that are under way now. */
  public int underWay() {
    return pusher.underWay();
  }

  @Override
  public @Nullable PushStatus status(ShopId shop, QueueId queue) {
    return pusher.status(new Place(shop, queue));
  }

  private void run() {
    while (!stopping) {
      if (!step() && !stopping) {
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(pusher.restMillis()));
      }
    }
    pusher.stop();
    long deadline = clock.monotonicNanos() + STOP_MAX.toNanos();
    while (!pusher.isQuiet() && clock.monotonicNanos() - deadline < 0) {
      if (!step()) {
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
  }

  /** A fault of ours is shown and does not end it: what it lost hold of, leases bring back. */
  private boolean step() {
    try {
      return pusher.step();
    } catch (RuntimeException fault) {
      watch.broken(fault.getClass().getSimpleName());
      LockSupport.parkNanos(this, FAULT_NANOS);
      return true;
    }
  }

  /**
   * Takes on nothing more, before the node ends the waits of those who lease: what such a wait
   * still brings is posted, and what is under way comes to its end, until {@link #close}.
   */
  public void stop() {
    stopping = true;
    LockSupport.unpark(thread);
  }

  /** Before the node. What was not acked by then is pushed again after the next start. */
  @Override
  public void close() {
    stop();
    if (thread.isAlive()) {
      join();
    }
    if (outlet instanceof PinnedOutlet pinned) {
      pinned.close();
    }
    sending.shutdownNow();
  }

  private void join() {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
