package io.millrace.diana;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test turns by hand. */
final class HandClock implements Ticker {
  private final AtomicLong nanos = new AtomicLong(-5);

  @Override
  public long nanos() {
    return nanos.get();
  }

  void turn(Duration by) {
    nanos.addAndGet(by.toNanos());
  }
}
