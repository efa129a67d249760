package io.millrace.node;

import java.util.concurrent.locks.LockSupport;

/** The thin shell around a shard's checkpointer: steps it, and looks again every so often. */
final class KeeperThread implements Runnable {

  /**
   * A snapshot is minutes apart and an archive in no hurry: how far behind the keeper is matters to
   * nobody, and looking costs a few microseconds.
   */
  private static final long LOOK_NANOS = 100_000_000;

  private final Checkpointer checkpointer;
  private final Thread thread;
  private volatile boolean stopping;

  KeeperThread(int shard, Checkpointer checkpointer) {
    this.checkpointer = checkpointer;
    this.thread = Thread.ofPlatform().name("keeper-" + shard).unstarted(this);
  }

  void start() {
    thread.start();
  }

  Checkpointer checkpointer() {
    return checkpointer;
  }

  @Override
  public void run() {
    while (!(stopping && checkpointer.settled())) {
      boolean worked = step();
      long restNanos = worked ? checkpointer.restNanos() : LOOK_NANOS;
      if (restNanos > 0 && !stopping) {
        LockSupport.parkNanos(this, restNanos);
      }
    }
    checkpointer.close();
  }

  /** A bug in the checkpointer ends the checkpointer and nothing else: the log has everything. */
  private boolean step() {
    try {
      return checkpointer.step();
    } catch (RuntimeException broken) {
      checkpointer.halt(broken);
      return false;
    }
  }

  /** Makes the last snapshot and ends. The shard must have stopped: nothing comes any more. */
  void stop() {
    checkpointer.askToStop();
    stopping = true;
    LockSupport.unpark(thread);
    Joined.quietly(thread);
  }

  /** Asked from outside, it need not wait for the next look. */
  void wake() {
    LockSupport.unpark(thread);
  }
}
