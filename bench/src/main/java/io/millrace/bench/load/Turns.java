package io.millrace.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * When what is counted where: first nothing, then in turn what was answered while the server did
 * nothing else, and what was answered beside something that it did. Between the two is what follows
 * from that, which is counted nowhere. Owned by the load's thread.
 */
final class Turns {

  private static final long LATENCY_NANOS_MAX = TimeUnit.MINUTES.toNanos(2);
  private static final int SIGNIFICANT_DIGITS = 3;

  private final TurnLoad.Plan plan;
  private final TurnLoad.Beside beside;
  private final Side alone = new Side();
  private final Side with = new Side();
  private final Side nowhere = new Side();

  private Phase phase = Phase.WARMING;
  private Side current = nowhere;
  private Side before = nowhere;
  private long sinceNanos;
  private int rounds;

  private enum Phase {
    WARMING,
    ALONE,
    BESIDE,
    AFTER,
    OVER
  }

  /** What was answered in all spans of one kind. */
  static final class Side {
    private final Histogram latencies = new Histogram(LATENCY_NANOS_MAX, SIGNIFICANT_DIGITS);
    private long answers;
    private long nanos;

    Histogram latencies() {
      return latencies;
    }

    long answers() {
      return answers;
    }

    long nanos() {
      return nanos;
    }
  }

  Turns(TurnLoad.Plan plan, TurnLoad.Beside beside) {
    this.plan = plan;
    this.beside = beside;
    this.sinceNanos = System.nanoTime();
  }

  Side alone() {
    return alone;
  }

  Side beside() {
    return with;
  }

  boolean areOver() {
    return phase == Phase.OVER;
  }

  /**
   * For throughput an answer counts where it came, for latency where it was due: who came before a
   * turn's end was hit by that turn.
   */
  void answered(long dueNanos) {
    current.answers++;
    Side hit = dueNanos - sinceNanos >= 0 ? current : before;
    hit.latencies.recordValue(Math.clamp(System.nanoTime() - dueNanos, 0, LATENCY_NANOS_MAX));
  }

  /** To be called all the time. */
  void look() {
    long now = System.nanoTime();
    switch (phase) {
      case WARMING -> {
        if (hasPassed(now, plan.warmMillis())) {
          turn(Phase.ALONE, alone, now);
        }
      }
      case ALONE -> {
        if (hasPassed(now, plan.aloneMillis())) {
          turn(Phase.BESIDE, with, now);
          beside.begin();
        }
      }
      case BESIDE -> {
        if (!beside.isUnderWay()) {
          turn(Phase.AFTER, nowhere, now);
        }
      }
      case AFTER -> {
        if (beside.isQuiet()) {
          rounds++;
          boolean isLast = rounds == plan.rounds();
          turn(isLast ? Phase.OVER : Phase.ALONE, isLast ? nowhere : alone, now);
        }
      }
      case OVER -> {}
    }
  }

  private boolean hasPassed(long now, long millis) {
    return now - sinceNanos >= TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void turn(Phase next, Side side, long now) {
    current.nanos += now - sinceNanos;
    before = current;
    phase = next;
    current = side;
    sinceNanos = now;
  }
}
