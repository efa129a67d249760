package io.millrace.diana.algorithm;

/**
 * So many units a period, as an exact time for each: whole nanoseconds and, since seven a second do
 * not come in whole nanoseconds, a rest in units of 1/limit of one. Moments are kept in the same
 * two parts, so that nothing is ever lost to rounding.
 */
final class Pace {
  /** The longest time that a full bucket may take to drain. */
  private static final long DRAIN_NANOS_MAX = 10 * Algorithm.PERIOD_NANOS_MAX;

  private final long limit;
  private final long periodNanos;
  private final long unitNanos;
  private final long unitRest;

  Pace(long limit, long periodNanos) {
    this.limit = Settings.limit(limit);
    this.periodNanos = Settings.periodNanos(periodNanos);
    this.unitNanos = periodNanos / limit;
    this.unitRest = periodNanos % limit;
  }

  long limit() {
    return limit;
  }

  long periodNanos() {
    return periodNanos;
  }

  /** Refuses a burst that takes longer to come back than anybody waits. */
  long burst(long burst) {
    Settings.within("burst", burst, 1, Algorithm.LIMIT_MAX);
    if (Wide.compare(burst, periodNanos, DRAIN_NANOS_MAX, limit) > 0) {
      throw new IllegalArgumentException("a burst of " + burst + " takes years to come back");
    }
    return burst;
  }

  /** Whole nanoseconds that so many units take. */
  long nanos(long units) {
    if (units == 1) {
      return unitNanos; // nearly every request, and divisions are what the rest of this costs
    }
    return units * unitNanos + units * unitRest / limit;
  }

  /** What is left over beside {@link #nanos}, in 1/limit nanoseconds. */
  long rest(long units) {
    if (units == 1) {
      return unitRest;
    }
    return units * unitRest % limit;
  }

  /** How many units fit wholly into a time. */
  long units(long nanos, long rest) {
    if (nanos < 0) {
      return 0;
    }
    long units = Wide.divide(nanos, limit, periodNanos);
    return fits(units + 1, nanos, rest) ? units + 1 : units;
  }

  private boolean fits(long units, long nanos, long rest) {
    long needed = nanos(units);
    return needed < nanos || (needed == nanos && rest(units) <= rest);
  }

  Pace share(int parts) {
    // A limit below the number of parts is shared by a longer period, so the sum stays the limit.
    return limit >= Settings.parts(parts)
        ? new Pace(limit / parts, periodNanos)
        : new Pace(1, Math.min(Algorithm.PERIOD_NANOS_MAX, periodNanos / limit * parts));
  }
}
