package io.millrace.diana.algorithm;

import java.time.Duration;

/**
 * Two windows' counts, the older one weighed by how much of it is still in view.
 *
 * <p><b>Promise.</b> Admits exactly while {@code previous × (share of the previous window in view)
 * + current + cost ≤ limit}, in whole arithmetic. So at most {@code limit} in each window, and at
 * most {@code limit} in every span as long as those of the window before came evenly. They need
 * not: if all of them came at its end, a span may hold nearly twice the limit, as with the fixed
 * window. Three longs a key, whatever the limit.
 */
public final class SlidingCounter implements Algorithm {
  private static final int WINDOW = 0;
  private static final int CURRENT = 1;
  private static final int PREVIOUS = 2;

  private final long limit;
  private final long periodNanos;

  public SlidingCounter(long limit, Duration period) {
    this(limit, Settings.nanos(period));
  }

  public SlidingCounter(long limit, long periodNanos) {
    this.limit = Settings.limit(limit);
    this.periodNanos = Settings.periodNanos(periodNanos);
  }

  public long limit() {
    return limit;
  }

  public long periodNanos() {
    return periodNanos;
  }

  @Override
  public int words() {
    return 3;
  }

  @Override
  public long ask(long[] state, int at, long now, long cost) {
    if (cost > limit) {
      return NEVER;
    }
    long current = current(state, at, now);
    long previous = previous(state, at, now);
    long elapsed = now % periodNanos;
    long room = limit - current - cost;
    if (room >= 0) {
      long fits = elapsedThatFits(previous, room);
      return fits <= elapsed ? 0 : elapsed - fits;
    }
    return elapsed - periodNanos - elapsedThatFits(current, limit - cost);
  }

  private long current(long[] state, int at, long now) {
    return state[at + WINDOW] == now / periodNanos ? state[at + CURRENT] : 0;
  }

  private long previous(long[] state, int at, long now) {
    long behind = now / periodNanos - state[at + WINDOW];
    return behind == 0 ? state[at + PREVIOUS] : behind == 1 ? state[at + CURRENT] : 0;
  }

  /** How far a window must have gone until what is left of the one before it is at most so much. */
  private long elapsedThatFits(long previous, long room) {
    return previous <= room ? 0 : periodNanos - Wide.divide(periodNanos, room, previous);
  }

  @Override
  public void take(long[] state, int at, long now, long cost) {
    long current = current(state, at, now);
    state[at + PREVIOUS] = previous(state, at, now);
    state[at + CURRENT] = current + cost;
    state[at + WINDOW] = now / periodNanos;
  }

  @Override
  public void untake(long[] state, int at, long now, long taken, long cost) {
    long behind = state[at + WINDOW] - taken / periodNanos;
    if (behind == 0) {
      state[at + CURRENT] -= cost;
    } else if (behind == 1) {
      state[at + PREVIOUS] -= cost;
    }
  }

  @Override
  public long left(long[] state, int at, long now) {
    long inView = periodNanos - now % periodNanos;
    long weighed = Wide.divideUp(previous(state, at, now), inView, periodNanos);
    return Math.max(0, limit - current(state, at, now) - weighed);
  }

  @Override
  public long untilMore(long[] state, int at, long now) {
    long left = left(state, at, now);
    return left == limit ? 0 : -ask(state, at, now, left + 1);
  }

  @Override
  public boolean isFresh(long[] state, int at, long now) {
    return current(state, at, now) == 0 && previous(state, at, now) == 0;
  }

  @Override
  public long leaseNanos(long untilMore) {
    return periodNanos;
  }

  @Override
  public String describe() {
    return "sliding-counter " + limit + " in " + Settings.text(periodNanos);
  }

  @Override
  public String toString() {
    return describe();
  }

  @Override
  public Quota quota() {
    return new Quota(limit, periodNanos);
  }

  @Override
  public SlidingCounter share(int parts) {
    return new SlidingCounter(Settings.share(limit, parts), periodNanos);
  }
}
