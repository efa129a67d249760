package io.millrace.bench.soak;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How many requests were answered, and how quickly while nothing was done to the server. A request
 * that any disturbance overlaps counts for no latency: it would tell of the disturbance. Any
 * thread.
 */
final class Pulse {

  private static final int SIGNIFICANT_DIGITS = 3;
  private static final long LATENCY_MICROS_MAX = TimeUnit.MINUTES.toMicros(2);

  private final Recorder latencies = new Recorder(LATENCY_MICROS_MAX, SIGNIFICANT_DIGITS);
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong fullRefusals = new AtomicLong();
  private final AtomicLong repeats = new AtomicLong();

  /** Even while nothing is done to the server; each disturbance adds two. */
  private final AtomicLong disturbances = new AtomicLong(1);

  void disturb() {
    if (isCalm()) {
      disturbances.incrementAndGet();
    }
  }

  void calmDown() {
    if (!isCalm()) {
      disturbances.incrementAndGet();
    }
  }

  private boolean isCalm() {
    return disturbances.get() % 2 == 0;
  }

  /** To be taken when a request is due, and handed back when it is answered. */
  long moment() {
    return disturbances.get();
  }

  void answered(long dueNanos, long moment) {
    answers.incrementAndGet();
    if (moment == disturbances.get() && isCalm()) {
      long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - dueNanos);
      latencies.recordValue(Math.clamp(micros, 0, LATENCY_MICROS_MAX));
    }
  }

  void changed() {
    changes.incrementAndGet();
  }

  void refusedForRoom() {
    fullRefusals.incrementAndGet();
  }

  /** A request was sent again because nobody knew what had become of it. */
  void repeated() {
    repeats.incrementAndGet();
  }

  long answers() {
    return answers.get();
  }

  /** Changes that were acknowledged. */
  long changes() {
    return changes.get();
  }

  long fullRefusals() {
    return fullRefusals.get();
  }

  long repeats() {
    return repeats.get();
  }

  /** In microseconds, since this was called last. */
  Histogram takeLatencies() {
    return latencies.getIntervalHistogram();
  }
}
