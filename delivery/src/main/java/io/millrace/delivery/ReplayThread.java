package io.millrace.delivery;

import io.millrace.node.Clock;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Where replays read the log: on a thread of their own, so that what is new never waits for what is
 * years old, and with a fifth of one core at most, so that orders do not either.
 */
final class ReplayThread implements AutoCloseable {

  /** One part in so many. */
  private static final long PARTS = 5;

  private static final long REST_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

  /** After trouble with the file, while the disk has no room, and when there is nothing to do. */
  private static final long IDLE_MILLIS = 1_000;

  private final Replays replays;
  private final Clock clock;
  private final Supplier<String> obstacle;
  private final Thread thread;
  private volatile boolean stopping;

  ReplayThread(Replays replays, Clock clock, Supplier<String> obstacle) {
    this.replays = replays;
    this.clock = clock;
    this.obstacle = obstacle;
    this.thread = Thread.ofPlatform().name("replays").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Something may be to be replayed. */
  void wake() {
    replays.lookAgain();
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!stopping) {
      LockSupport.parkNanos(this, restNanos());
    }
    replays.close();
  }

  /** Does something, and says how long to rest from it. */
  private long restNanos() {
    long begunNanos = clock.monotonicNanos();
    long now = clock.wallMillis();
    long restMillis = IDLE_MILLIS;
    try {
      if (obstacle.get().isEmpty()) {
        if (replays.step(now)) {
          long took = clock.monotonicNanos() - begunNanos;
          return Math.min(REST_NANOS_MAX, took * (PARTS - 1));
        }
        restMillis = Math.clamp(replays.nextMillis() - now, 1, IDLE_MILLIS);
      }
    } catch (SQLException | RuntimeException _) {
      // The dispatcher has the same file, meets the same, and says so.
    }
    return TimeUnit.MILLISECONDS.toNanos(restMillis);
  }

  @Override
  public void close() {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
