package io.millrace.bench.unpaid;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;

/** The machine's clock, which all processes of a run read. */
final class WallClock {

  static final long MICROS_PER_MILLI = 1_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private WallClock() {}

  static long millis() {
    return System.currentTimeMillis();
  }

  static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** Work is offered at its time, not as fast as it can be taken. */
  static void awaitMillis(long millis) {
    for (long now = millis(); now < millis; now = millis()) {
      LockSupport.parkNanos((millis - now) * NANOS_PER_MILLI);
    }
  }
}
