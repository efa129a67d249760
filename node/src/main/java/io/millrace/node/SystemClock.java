package io.millrace.node;

/** The machine's own clocks. One of the few places that may read them. */
public final class SystemClock implements Clock {

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }
}
