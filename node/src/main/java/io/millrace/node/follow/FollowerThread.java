package io.millrace.node.follow;

import io.millrace.node.Clock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The thin shell around a follower: steps it, rests as its share of the processor says. */
final class FollowerThread implements Runnable {

  /** What was durable is seen within this; looking costs a microsecond. */
  private static final long LOOK_NANOS = 5_000_000;

  private final LogFollower follower;
  private final Clock clock;
  private final Share share;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile boolean woken;

  FollowerThread(LogFollower follower, Clock clock, BooleanSupplier waiting, int followers) {
    this.follower = follower;
    this.clock = clock;
    this.share = new Share(waiting, followers);
    this.thread = Thread.ofPlatform().name("follower-" + follower.name()).unstarted(this);
  }

  void start() {
    thread.start();
  }

  LogFollower follower() {
    return follower;
  }

  @Override
  public void run() {
    while (!stopping) {
      woken = false;
      long startNanos = clock.monotonicNanos();
      boolean busy = share.isBusy(startNanos);
      boolean worked = step();
      long endNanos = clock.monotonicNanos();
      busy |= share.isBusy(endNanos);
      long restNanos = worked ? share.restNanos(endNanos - startNanos, busy) : LOOK_NANOS;
      rest(endNanos, restNanos);
    }
    follower.close();
  }

  /** One of many may rest for a minute: no longer than somebody waits to be decided. */
  private void rest(long startNanos, long restNanos) {
    long leftNanos = restNanos;
    while (leftNanos > 0 && !stopping && !woken) {
      LockSupport.parkNanos(this, Math.min(leftNanos, LOOK_NANOS));
      long nowNanos = clock.monotonicNanos();
      leftNanos = share.isPeakOver(nowNanos) ? 0 : restNanos - (nowNanos - startNanos);
    }
  }

  private boolean step() {
    try {
      return follower.step();
    } catch (RuntimeException broken) {
      follower.halt(broken);
    } catch (Error broken) { // such as a class that a user's driver lacks
      follower.fail(broken);
    }
    return false;
  }

  /** An operator waits. */
  void wake() {
    woken = true;
    LockSupport.unpark(thread);
  }

  /** Ends after the step that is under way; what was not taken is taken after the next start. */
  void beginStop() {
    stopping = true;
    wake();
  }

  void join() {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
