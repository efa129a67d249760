package io.millrace.checks.outside;

import io.millrace.node.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Both clocks of a machine, turned by a test while other threads read them. */
final class TurnedClock implements Clock {

  private final AtomicLong wallMillis;
  private final AtomicLong monotonicNanos = new AtomicLong();

  TurnedClock(long wallMillis) {
    this.wallMillis = new AtomicLong(wallMillis);
  }

  /** Time passes, on both clocks alike. */
  void pass(Duration time) {
    wallMillis.addAndGet(time.toMillis());
    monotonicNanos.addAndGet(time.toNanos());
  }

  /** Somebody sets the wall clock; the other does not notice. */
  void setBy(Duration jump) {
    wallMillis.addAndGet(jump.toMillis());
  }

  @Override
  public long wallMillis() {
    return wallMillis.get();
  }

  @Override
  public long monotonicNanos() {
    return monotonicNanos.get();
  }
}
