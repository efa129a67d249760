package io.millrace.bench.load;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * At a given rate, whatever the server does. Each request has a moment at which it is due; its
 * latency counts from there, also when it could not be sent because every connection was waiting.
 * So a server that stalls is charged with all who would have come meanwhile, as a crowd would
 * charge it, and not only with the few that a polite client had under way.
 */
final class OpenLoop {

  /** Shorter naps cost a core that the server needs; longer ones would show in the figures. */
  private static final long NAP_NANOS_MAX = 50_000;

  private static final long LATENCY_NANOS_MAX = TimeUnit.MINUTES.toNanos(2);
  private static final int SIGNIFICANT_DIGITS = 3;

  private final Crowd crowd;

  OpenLoop(Crowd crowd) {
    this.crowd = crowd;
  }

  /** When the requests of a run are due: evenly spaced. */
  record Schedule(long startNanos, double perSecond) {
    private static final double NANOS_PER_SECOND = 1e9;

    long dueNanos(long request) {
      return startNanos + (long) (request * NANOS_PER_SECOND / perSecond);
    }
  }

  /** Latencies in nanoseconds, each from the moment when its request was due. */
  Histogram run(Kind kind, double perSecond, long requests) throws IOException {
    Histogram latencies = new Histogram(LATENCY_NANOS_MAX, SIGNIFICANT_DIGITS);
    Crowd.Listener listener =
        (asked, status, due) -> {
          kind.answered(asked, status);
          latencies.recordValue(Math.clamp(System.nanoTime() - due, 0, LATENCY_NANOS_MAX));
        };
    Schedule schedule = new Schedule(System.nanoTime(), perSecond);
    long next = 0;
    while (next < requests || !crowd.allIdle()) {
      while (next < requests
          && crowd.hasIdle()
          && schedule.dueNanos(next) - System.nanoTime() <= 0) {
        crowd.send(kind.next(), schedule.dueNanos(next));
        next++;
      }
      if (!crowd.poll(listener)) {
        LockSupport.parkNanos(napNanos(schedule, next));
      }
    }
    return latencies;
  }

  /** How long nothing is due, as far as that may be slept. */
  static long napNanos(Schedule schedule, long next) {
    return Math.clamp(schedule.dueNanos(next) - System.nanoTime(), 1, NAP_NANOS_MAX);
  }
}
