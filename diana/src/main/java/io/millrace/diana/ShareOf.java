package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.Quota;

/**
 * How a process counts by itself what is meant to be counted together: a share of the limit, and a
 * word more in the state.
 *
 * <pre>
 *   state: | state of the share … | owed |
 * </pre>
 *
 * <p>While shared counts answer, what they admit here is {@link #record recorded}, so that the
 * share is used up already if they fall silent: there is no burst at that switch. What is admitted
 * while they are silent is {@code owed}: it goes with the key's next question, so there is none at
 * the way back either.
 */
final class ShareOf implements Algorithm {
  private final Algorithm whole;
  private volatile Part part;

  private record Part(int nodes, Algorithm algorithm) {}

  ShareOf(Algorithm whole) {
    this.whole = whole;
    this.part = new Part(1, whole);
  }

  Algorithm whole() {
    return whole;
  }

  /** From now on it is one of so many. States stay what they are. */
  void among(int nodes) {
    if (part.nodes() != nodes) {
      part = new Part(nodes, whole.share(nodes));
    }
  }

  private Algorithm share() {
    return part.algorithm();
  }

  private int owed(int at) {
    return at + whole.words();
  }

  @Override
  public int words() {
    return whole.words() + 1;
  }

  @Override
  public long ask(long[] state, int at, long now, long cost) {
    return share().ask(state, at, now, cost);
  }

  @Override
  public void take(long[] state, int at, long now, long cost) {
    if (share().isFresh(state, at, now)) {
      state[owed(at)] = 0;
    }
    share().take(state, at, now, cost);
    state[owed(at)] += cost;
  }

  @Override
  public void untake(long[] state, int at, long now, long taken, long cost) {
    share().untake(state, at, now, taken, cost);
    state[owed(at)] = Math.max(0, state[owed(at)] - cost);
  }

  /** Counts what shared counts admitted, as far as the share goes. */
  void record(long[] state, int at, long now, long cost) {
    long counted = Math.min(cost, share().left(state, at, now));
    if (counted > 0) {
      share().take(state, at, now, counted);
    }
  }

  /** What was admitted here that nobody else knows of and that still counts. */
  long debt(long[] state, int at, long now) {
    long owed = state[owed(at)];
    return owed == 0 ? 0 : Math.min(owed, share().quota().limit() - share().left(state, at, now));
  }

  /** So much of it was told. */
  void settle(long[] state, int at) {
    state[owed(at)] = 0;
  }

  @Override
  public long left(long[] state, int at, long now) {
    return share().left(state, at, now);
  }

  @Override
  public long untilMore(long[] state, int at, long now) {
    return share().untilMore(state, at, now);
  }

  @Override
  public boolean isFresh(long[] state, int at, long now) {
    return share().isFresh(state, at, now);
  }

  @Override
  public String describe() {
    return whole.describe();
  }

  @Override
  public Quota quota() {
    return whole.quota();
  }

  @Override
  public Algorithm share(int parts) {
    throw new UnsupportedOperationException("a share is not shared again");
  }
}
