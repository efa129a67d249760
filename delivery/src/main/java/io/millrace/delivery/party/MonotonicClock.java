package io.millrace.delivery.party;

import io.millrace.node.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Our clock that never goes back, for a library that wants one of the JDK's. Counts from 1970. */
final class MonotonicClock extends java.time.Clock {

  private final Clock clock;

  MonotonicClock(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(clock.monotonicNanos());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public java.time.Clock withZone(ZoneId zone) {
    return this;
  }
}
