package io.millrace.node;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** The thin shell around a shard: steps it, and sleeps when there is nothing to do. */
final class ShardThread implements Runnable {

  /** A wake-up that got lost, which must not happen, costs this and no more. */
  private static final long SLEEP_NANOS_MAX = 50_000_000;

  /** Exit status of a process whose state can no longer be trusted. */
  private static final int EXIT_BROKEN = 1;

  private final Shard shard;
  private final Thread thread;
  private volatile boolean asleep;

  private ShardThread(int number, Function<Runnable, Shard> make) {
    this.shard = make.apply(this::wake);
    this.thread = Thread.ofPlatform().name("shard-" + number).unstarted(this);
  }

  static ShardThread start(int number, Function<Runnable, Shard> make) {
    ShardThread started = new ShardThread(number, make);
    started.thread.start();
    return started;
  }

  Shard shard() {
    return shard;
  }

  /** Any thread. Cheap while the writer is awake, which under load is always. */
  private void wake() {
    if (asleep) {
      asleep = false;
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    try {
      while (!shard.ended()) {
        if (shard.step()) {
          rest(Rest.nanos(shard.decidedLast()));
        } else {
          sleep();
        }
      }
    } catch (Throwable broken) {
      // Out of memory, a linkage error, a bug in this shell: nothing in memory can be trusted, and
      // the log has everything that was answered.
      broken.printStackTrace(System.err);
      Runtime.getRuntime().halt(EXIT_BROKEN);
    }
  }

  /**
   * Says that it sleeps, looks once more, then parks. Whoever offers work does it the other way
   * round, so one of the two sees the other.
   */
  private void sleep() {
    asleep = true;
    if (!shard.step()) {
      LockSupport.parkNanos(this, Math.min(SLEEP_NANOS_MAX, shard.restNanos()));
    }
    asleep = false;
  }

  /** Not asleep: whoever offers work now need not wake anybody, for a look is due anyway. */
  private void rest(long nanos) {
    if (nanos > 0) {
      LockSupport.parkNanos(this, nanos);
    }
  }

  void join() {
    Joined.quietly(thread);
  }
}
