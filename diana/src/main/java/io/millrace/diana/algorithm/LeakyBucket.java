package io.millrace.diana.algorithm;

import java.time.Duration;

/**
 * A bucket that each request pours into and that leaks evenly, {@code limit} a period. What would
 * run over is refused.
 *
 * <p><b>Promise.</b> The level never exceeds {@code capacity}, and a request is refused only if it
 * would. With a capacity of 1 no two requests of cost 1 are closer than {@code period / limit}.
 * This is the token bucket seen from the other side, water for missing tokens, and admits exactly
 * what that does with {@code burst = capacity}; it is here because many know it by this name, and
 * because of its sibling, the {@link LeakyQueue}.
 */
public final class LeakyBucket implements Algorithm {
  private final TokenBucket emptiness;

  public LeakyBucket(long limit, Duration period, long capacity) {
    this(limit, Settings.nanos(period), capacity);
  }

  public LeakyBucket(long limit, long periodNanos, long capacity) {
    this(new TokenBucket(limit, periodNanos, capacity));
  }

  private LeakyBucket(TokenBucket emptiness) {
    this.emptiness = emptiness;
  }

  public long limit() {
    return emptiness.limit();
  }

  public long periodNanos() {
    return emptiness.periodNanos();
  }

  public long capacity() {
    return emptiness.burst();
  }

  @Override
  public int words() {
    return emptiness.words();
  }

  @Override
  public long ask(long[] state, int at, long now, long cost) {
    return emptiness.ask(state, at, now, cost);
  }

  @Override
  public void take(long[] state, int at, long now, long cost) {
    emptiness.take(state, at, now, cost);
  }

  @Override
  public void untake(long[] state, int at, long now, long taken, long cost) {
    emptiness.untake(state, at, now, taken, cost);
  }

  @Override
  public long left(long[] state, int at, long now) {
    return emptiness.left(state, at, now);
  }

  @Override
  public long untilMore(long[] state, int at, long now) {
    return emptiness.untilMore(state, at, now);
  }

  @Override
  public boolean isFresh(long[] state, int at, long now) {
    return emptiness.isFresh(state, at, now);
  }

  @Override
  public long leaseNanos(long untilMore) {
    return periodNanos();
  }

  @Override
  public String describe() {
    return "leaky-bucket "
        + limit()
        + " in "
        + Settings.text(periodNanos())
        + ", capacity "
        + capacity();
  }

  @Override
  public String toString() {
    return describe();
  }

  @Override
  public Quota quota() {
    return emptiness.quota();
  }

  @Override
  public LeakyBucket share(int parts) {
    return new LeakyBucket(emptiness.share(parts));
  }
}
