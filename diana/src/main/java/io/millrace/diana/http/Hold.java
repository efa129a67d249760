package io.millrace.diana.http;

import io.millrace.diana.Ticker;

/** Holds a request back that a shaper admits later. */
@FunctionalInterface
public interface Hold {
  void nanos(long nanos);

  /**
   * Parks the thread that serves the request, as long as it was told: also if it is interrupted
   * meanwhile, since who leaves early would leave too close behind the one before. It stays
   * interrupted, and whoever serves the request finds that out.
   */
  static Hold parking() {
    return new Parking(Ticker.ofMachine());
  }
}
