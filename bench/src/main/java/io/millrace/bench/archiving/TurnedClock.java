package io.millrace.bench.archiving;

import io.millrace.node.Clock;
import io.millrace.node.SystemClock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The machine's clocks, both of which can be turned on: days pass in minutes, and to a node it is
 * as if it had run for days. Any thread.
 */
final class TurnedClock implements Clock {
  private final Clock machine = new SystemClock();
  private final AtomicLong turnedNanos = new AtomicLong();

  void turn(Duration on) {
    turnedNanos.addAndGet(on.toNanos());
  }

  @Override
  public long wallMillis() {
    return machine.wallMillis() + TimeUnit.NANOSECONDS.toMillis(turnedNanos.get());
  }

  @Override
  public long monotonicNanos() {
    return machine.monotonicNanos() + turnedNanos.get();
  }
}
