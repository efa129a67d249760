package io.millrace.diana.algorithm;

import java.time.Duration;

/**
 * Counts in windows that stand beside each other.
 *
 * <p><b>Promise.</b> At most {@code limit} in each window. A span of the same length that lies
 * across two windows may hold twice as many: all of one window at its end, all of the next at its
 * beginning. The cheapest to keep and to explain; for bursts that hurt, take another.
 *
 * <p>Windows begin at multiples of the period on the clock that counts: the process's own, which is
 * not aligned to minutes of the wall, or the shared store's, which is.
 */
public final class FixedWindow implements Algorithm {
  private static final int WINDOW = 0;
  private static final int USED = 1;

  private final long limit;
  private final long periodNanos;

  public FixedWindow(long limit, Duration period) {
    this(limit, Settings.nanos(period));
  }

  public FixedWindow(long limit, long periodNanos) {
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
    return 2;
  }

  @Override
  public long ask(long[] state, int at, long now, long cost) {
    if (cost > limit) {
      return NEVER;
    }
    return used(state, at, now) + cost <= limit ? 0 : now % periodNanos - periodNanos;
  }

  private long used(long[] state, int at, long now) {
    return state[at + WINDOW] == now / periodNanos ? state[at + USED] : 0;
  }

  @Override
  public void take(long[] state, int at, long now, long cost) {
    state[at + USED] = used(state, at, now) + cost;
    state[at + WINDOW] = now / periodNanos;
  }

  @Override
  public void untake(long[] state, int at, long now, long taken, long cost) {
    if (state[at + WINDOW] == taken / periodNanos) {
      state[at + USED] -= cost;
    }
  }

  @Override
  public long left(long[] state, int at, long now) {
    return Math.max(0, limit - used(state, at, now));
  }

  @Override
  public long untilMore(long[] state, int at, long now) {
    return used(state, at, now) == 0 ? 0 : periodNanos - now % periodNanos;
  }

  @Override
  public boolean isFresh(long[] state, int at, long now) {
    return used(state, at, now) == 0;
  }

  /** Until the window ends, so that no window ever has more than its limit. */
  @Override
  public long leaseNanos(long untilMore) {
    return untilMore;
  }

  @Override
  public String describe() {
    return "fixed-window " + limit + " in " + Settings.text(periodNanos);
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
  public FixedWindow share(int parts) {
    return new FixedWindow(Settings.share(limit, parts), periodNanos);
  }
}
