package io.millrace.delivery.party;

import io.millrace.node.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets time pass between two tries. */
@FunctionalInterface
public interface Pause {

  /** False if the thread was interrupted: then nothing more is tried. */
  boolean pass(Duration time);

  /** Parks the thread, which should be a virtual one. */
  static Pause parking(Clock clock) {
    return time -> {
      long until = clock.monotonicNanos() + time.toNanos();
      for (long left = time.toNanos(); left > 0; left = until - clock.monotonicNanos()) {
        LockSupport.parkNanos(left);
        if (Thread.currentThread().isInterrupted()) {
          return false;
        }
      }
      return true;
    };
  }
}
