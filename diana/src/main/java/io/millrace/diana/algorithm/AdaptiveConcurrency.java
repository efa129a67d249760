package io.millrace.diana.algorithm;

import java.time.Duration;

/**
 * A concurrency limit that finds its own height, by additive increase and multiplicative decrease.
 *
 * <p><b>Promise.</b> A request is admitted if the costs in flight, with its own, sum to no more
 * than the present limit, and only then. A limit that falls takes nothing from those who are in
 * flight: nobody else is admitted until enough of them have ended. The limit is always from {@code
 * least} to {@code most}, begins at {@code least}, and is learnt in thousandths, of which those
 * that are no whole one admit nobody:
 *
 * <ul>
 *   <li>A request that failed, or took longer than {@code slowNanos}, takes a tenth off, at most
 *       once in {@code slowNanos}: the others that were slow at the same time say nothing new.
 *   <li>One that was quick while at least half of the limit was in use, itself among it, adds
 *       1/limit, so a limit's worth of quick requests adds about one.
 *   <li>What was learnt is forgotten when a key has had nothing in flight for {@link
 *       #FORGET_NANOS}.
 * </ul>
 */
public final class AdaptiveConcurrency implements Algorithm {
  /** After so long a quiet time the machine behind may be another one. */
  static final long FORGET_NANOS = 600L * 1_000_000_000;

  private static final int IN_FLIGHT = 0;
  private static final int LEARNT = 1;
  private static final int LAST_CUT = 2;
  private static final int LAST_USE = 3;

  /** Limits are learnt in thousandths, so that a limit of 500 can grow by 1/500. */
  private static final long SCALE = 1_000;

  private static final long CUT_NUMERATOR = 9;
  private static final long CUT_DENOMINATOR = 10;

  /** A thousandth must be enough for the smallest step. */
  private static final long MOST_MAX = SCALE;

  private final long least;
  private final long most;
  private final long slowNanos;

  public AdaptiveConcurrency(long least, long most, Duration slow) {
    this(least, most, Settings.nanos(slow));
  }

  public AdaptiveConcurrency(long least, long most, long slowNanos) {
    this.least = Settings.within("least", least, 1, MOST_MAX);
    this.most = Settings.within("most", most, least, MOST_MAX);
    this.slowNanos = Settings.periodNanos(slowNanos);
  }

  @Override
  public int words() {
    return 4;
  }

  /** The limit as it is now. */
  long limit(long[] state, int at, long now) {
    return Math.max(least, Math.min(most, learnt(state, at, now) / SCALE));
  }

  private long learnt(long[] state, int at, long now) {
    return isFresh(state, at, now) ? least * SCALE : state[at + LEARNT];
  }

  @Override
  public long ask(long[] state, int at, long now, long cost) {
    if (cost > most) {
      return NEVER;
    }
    return state[at + IN_FLIGHT] + cost <= limit(state, at, now) ? 0 : -Concurrency.RETRY_NANOS;
  }

  @Override
  public void take(long[] state, int at, long now, long cost) {
    if (isFresh(state, at, now)) {
      state[at + LEARNT] = least * SCALE;
      state[at + LAST_CUT] = 0;
    }
    state[at + IN_FLIGHT] += cost;
    state[at + LAST_USE] = now;
  }

  @Override
  public void untake(long[] state, int at, long now, long taken, long cost) {
    state[at + IN_FLIGHT] = Math.max(0, state[at + IN_FLIGHT] - cost);
  }

  @Override
  public void giveBack(long[] state, int at, long now, long cost, long tookNanos, boolean failed) {
    long learnt = learnt(state, at, now);
    if (failed || tookNanos > slowNanos) {
      if (now - state[at + LAST_CUT] >= slowNanos) {
        learnt = Math.max(least * SCALE, learnt * CUT_NUMERATOR / CUT_DENOMINATOR);
        state[at + LAST_CUT] = now;
      }
    } else if (2 * state[at + IN_FLIGHT] >= limit(state, at, now)) {
      learnt = Math.min(most * SCALE, learnt + Math.max(1, SCALE * SCALE / learnt));
    }
    state[at + LEARNT] = learnt;
    state[at + IN_FLIGHT] = Math.max(0, state[at + IN_FLIGHT] - cost);
    state[at + LAST_USE] = now;
  }

  @Override
  public long left(long[] state, int at, long now) {
    return Math.max(0, limit(state, at, now) - state[at + IN_FLIGHT]);
  }

  @Override
  public long untilMore(long[] state, int at, long now) {
    return state[at + IN_FLIGHT] == 0 ? 0 : Concurrency.RETRY_NANOS;
  }

  @Override
  public boolean isFresh(long[] state, int at, long now) {
    return state[at + IN_FLIGHT] == 0 && state[at + LAST_USE] + FORGET_NANOS <= now;
  }

  @Override
  public boolean isHeld() {
    return true;
  }

  /** What is in flight is in flight under any limit, and what was learnt is near the truth. */
  @Override
  public boolean continues(Algorithm earlier) {
    return earlier instanceof AdaptiveConcurrency;
  }

  @Override
  public String describe() {
    return "adaptive-concurrency " + least + " to " + most + ", slow " + Settings.text(slowNanos);
  }

  @Override
  public String toString() {
    return describe();
  }

  @Override
  public Quota quota() {
    return new Quota(most, 0);
  }

  @Override
  public AdaptiveConcurrency share(int parts) {
    return new AdaptiveConcurrency(
        Settings.share(least, parts), Settings.share(most, parts), slowNanos);
  }
}
