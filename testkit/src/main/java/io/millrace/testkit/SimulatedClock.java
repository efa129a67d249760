package io.millrace.testkit;

import io.millrace.node.Clock;

/** Both clocks of a machine, turned by hand. For one thread. */
public final class SimulatedClock implements Clock {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private long wallMillis;
  private long monotonicNanos;

  public SimulatedClock(long wallMillis) {
    this.wallMillis = wallMillis;
  }

  /** Time passes, on both clocks alike. */
  public void passMillis(long millis) {
    wallMillis += millis;
    monotonicNanos += millis * NANOS_PER_MILLI;
  }

  /** Somebody sets the wall clock; the other does not notice. */
  public void setWallMillis(long millis) {
    wallMillis = millis;
  }

  @Override
  public long wallMillis() {
    return wallMillis;
  }

  @Override
  public long monotonicNanos() {
    return monotonicNanos;
  }
}
