package io.millrace.diana.http;

import io.millrace.diana.Ticker;
import java.util.concurrent.locks.LockSupport;

/** Holds a request back that a shaper admits later. */
@FunctionalInterface
public interface Hold {
  void nanos(long nanos);

  /** Parks the thread that serves the request; parking may end early, so it is looked at again. */
  static Hold parking() {
    Ticker ticker = Ticker.ofMachine();
    return nanos -> {
      long until = ticker.nanos() + nanos;
      for (long left = nanos; left > 0; left = until - ticker.nanos()) {
        LockSupport.parkNanos(left);
      }
    };
  }
}
