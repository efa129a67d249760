package io.millrace.bench.peers.redis;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Ids in order of time, as such projects make them: milliseconds, and a number within one. */
final class Ids {

  private static final int NUMBER_BITS = 20;

  private final InstantSource clock;
  private final AtomicLong last = new AtomicLong();

  Ids(InstantSource clock) {
    this.clock = clock;
  }

  long next() {
    long first = clock.millis() << NUMBER_BITS;
    return last.updateAndGet(before -> Math.max(before + 1, first));
  }
}
