package io.millrace.diana.http;

import io.millrace.diana.Ticker;
import java.util.concurrent.locks.LockSupport;

/** {@link Hold#parking} by a clock. */
record Parking(Ticker ticker) implements Hold {
  /** Parking may end early, so the clock is looked at again. */
  @Override
  public void nanos(long nanos) {
    boolean interrupted = false;
    long until = ticker.nanos() + nanos;
    for (long left = nanos; left > 0; left = until - ticker.nanos()) {
      LockSupport.parkNanos(left);
      interrupted |= Thread.interrupted(); // nobody parks who is interrupted
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
