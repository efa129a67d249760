package io.millrace.diana.algorithm;

/**
 * Counts the requests that are being served.
 *
 * <p><b>Promise.</b> The costs of those that were admitted and have not given back never sum to
 * more than {@code limit}, and a request is refused only if they would. Time plays no part, so
 * nobody can say when to come again; a refusal says {@link #RETRY_NANOS}.
 */
public final class Concurrency implements Algorithm {
  /** How long a refused request is told to wait: when one ends, nobody knows. */
  static final long RETRY_NANOS = 1_000_000_000;

  private final long limit;

  public Concurrency(long limit) {
    this.limit = Settings.limit(limit);
  }

  public long limit() {
    return limit;
  }

  @Override
  public int words() {
    return 1;
  }

  @Override
  public long ask(long[] state, int at, long now, long cost) {
    if (cost > limit) {
      return NEVER;
    }
    return state[at] + cost <= limit ? 0 : -RETRY_NANOS;
  }

  @Override
  public void take(long[] state, int at, long now, long cost) {
    state[at] += cost;
  }

  @Override
  public void untake(long[] state, int at, long now, long taken, long cost) {
    state[at] = Math.max(0, state[at] - cost);
  }

  @Override
  public long left(long[] state, int at, long now) {
    return Math.max(0, limit - state[at]);
  }

  @Override
  public long untilMore(long[] state, int at, long now) {
    return state[at] == 0 ? 0 : RETRY_NANOS;
  }

  @Override
  public boolean isFresh(long[] state, int at, long now) {
    return state[at] == 0;
  }

  @Override
  public boolean isHeld() {
    return true;
  }

  /** Never below zero: an operator's reset may have come in between. */
  @Override
  public void giveBack(long[] state, int at, long now, long cost, long tookNanos, boolean failed) {
    state[at] = Math.max(0, state[at] - cost);
  }

  /** What is in flight is in flight under any limit. */
  @Override
  public boolean continues(Algorithm earlier) {
    return earlier instanceof Concurrency;
  }

  @Override
  public String describe() {
    return "concurrency " + limit;
  }

  @Override
  public String toString() {
    return describe();
  }

  @Override
  public Quota quota() {
    return new Quota(limit, 0);
  }

  @Override
  public Concurrency share(int parts) {
    return new Concurrency(Settings.share(limit, parts));
  }
}
