package io.millrace.diana.algorithm;

import java.time.Duration;

/**
 * A bucket that holds {@code burst} tokens and is refilled evenly, {@code limit} a period.
 *
 * <p><b>Promise.</b> In every span of length t at most {@code burst + limit × t / period} are
 * admitted, and a request is refused only if its tokens are not there: exact, in fractions of a
 * nanosecond. A request that costs more than {@code burst} is never admitted.
 *
 * <p>Kept as GCRA does: not the tokens but the moment at which the bucket will be full again, so
 * nothing has to be refilled. A token is the same as the time it takes to come back.
 */
public final class TokenBucket implements Algorithm {
  private static final int FULL = 0;
  private static final int FULL_REST = 1;

  private final Pace pace;
  private final long burst;
  private final long burstNanos;
  private final long burstRest;

  public TokenBucket(long limit, Duration period, long burst) {
    this(limit, Settings.nanos(period), burst);
  }

  public TokenBucket(long limit, long periodNanos, long burst) {
    this(new Pace(limit, periodNanos), burst);
  }

  private TokenBucket(Pace pace, long burst) {
    this.pace = pace;
    this.burst = pace.burst(burst);
    this.burstNanos = pace.nanos(burst);
    this.burstRest = pace.rest(burst);
  }

  public long limit() {
    return pace.limit();
  }

  public long periodNanos() {
    return pace.periodNanos();
  }

  public long burst() {
    return burst;
  }

  @Override
  public int words() {
    return 2;
  }

  @Override
  public long ask(long[] state, int at, long now, long cost) {
    if (cost > burst) {
      return NEVER;
    }
    boolean full = isFresh(state, at, now);
    long nanos = (full ? 0 : state[at + FULL] - now) + pace.nanos(cost) - burstNanos;
    long rest = (full ? 0 : state[at + FULL_REST]) + pace.rest(cost) - burstRest;
    // The time that is missing is nanos + rest / limit, with rest between -limit and 2 × limit.
    if (nanos <= -2) {
      return 0;
    }
    long missing = nanos + Math.floorDiv(rest + pace.limit() - 1, pace.limit());
    return missing <= 0 ? 0 : -missing;
  }

  /** How long it takes until the bucket is full. */
  long drainNanos(long[] state, int at, long now) {
    return isFresh(state, at, now)
        ? 0
        : state[at + FULL] - now + (state[at + FULL_REST] == 0 ? 0 : 1);
  }

  @Override
  public void take(long[] state, int at, long now, long cost) {
    boolean full = isFresh(state, at, now);
    long nanos = (full ? now : state[at + FULL]) + pace.nanos(cost);
    long rest = (full ? 0 : state[at + FULL_REST]) + pace.rest(cost);
    boolean carry = rest >= pace.limit();
    state[at + FULL] = carry ? nanos + 1 : nanos;
    state[at + FULL_REST] = carry ? rest - pace.limit() : rest;
  }

  @Override
  public void untake(long[] state, int at, long now, long taken, long cost) {
    // What has come back by itself since then may have been taken by another already.
    long back = pace.nanos(cost) - (now - taken);
    if (back < 0 || isFresh(state, at, now)) {
      return;
    }
    long nanos = state[at + FULL] - back;
    long rest = state[at + FULL_REST] - pace.rest(cost);
    boolean borrow = rest < 0;
    state[at + FULL] = borrow ? nanos - 1 : nanos;
    state[at + FULL_REST] = borrow ? rest + pace.limit() : rest;
  }

  @Override
  public long left(long[] state, int at, long now) {
    if (isFresh(state, at, now)) {
      return burst;
    }
    long nanos = burstNanos - (state[at + FULL] - now);
    long rest = burstRest - state[at + FULL_REST];
    return rest < 0 ? pace.units(nanos - 1, rest + pace.limit()) : pace.units(nanos, rest);
  }

  @Override
  public long untilMore(long[] state, int at, long now) {
    long left = left(state, at, now);
    return left >= burst ? drainNanos(state, at, now) : -ask(state, at, now, left + 1);
  }

  @Override
  public boolean isFresh(long[] state, int at, long now) {
    long full = state[at + FULL];
    return full < now || (full == now && state[at + FULL_REST] == 0);
  }

  @Override
  public long leaseNanos(long untilMore) {
    return periodNanos();
  }

  @Override
  public String describe() {
    return "token-bucket " + limit() + " in " + Settings.text(periodNanos()) + ", burst " + burst;
  }

  @Override
  public String toString() {
    return describe();
  }

  @Override
  public Quota quota() {
    return new Quota(burst, Math.max(1, pace.nanos(burst)));
  }

  @Override
  public TokenBucket share(int parts) {
    return new TokenBucket(pace.share(parts), Settings.share(burst, parts));
  }
}
