package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.Quota;

/**
 * How a process counts by itself what is meant to be counted together: a share of the limit, and a
 * word more in the state; three more if it takes leases.
 *
 * <pre>
 *   state: | state of the share … | owed | leased | lease ends | asked until |
 * </pre>
 *
 * <p>While shared counts answer, what they admit here is {@link #record recorded}, so that the
 * share is used up already if they fall silent: there is no burst at that switch. What is admitted
 * while they are silent is {@code owed}: it goes with the key's next question, so there is none at
 * the way back either.
 *
 * <p>A lease is what was taken ahead in shared counts, where it counts already. One of those who
 * find it used up asks for the next, the others for themselves; so a process never holds more than
 * one lease of a key. Who has no place of his own in the table has no lease: it would be used under
 * another's key.
 */
final class ShareOf implements Algorithm {
  /** Who asked for a lease and has no answer by then gets none. */
  static final long ASK_NANOS_MAX = 1_000_000_000;

  private final Algorithm whole;
  private final long lease;
  private volatile Part part;

  private record Part(int nodes, Algorithm algorithm) {}

  ShareOf(Algorithm whole, long lease) {
    this.whole = whole;
    this.lease = lease;
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

  private int leased(int at) {
    return at + whole.words() + 1;
  }

  private int leaseEnds(int at) {
    return at + whole.words() + 2;
  }

  private int askedUntil(int at) {
    return at + whole.words() + 3;
  }

  @Override
  public int words() {
    return whole.words() + (lease > 0 ? 4 : 1);
  }

  boolean isLeased() {
    return lease > 0;
  }

  /** How much of a lease is left. */
  long held(long[] state, int at, long now) {
    return now < state[leaseEnds(at)] ? state[leased(at)] : 0;
  }

  long leaseEnds(long[] state, int at) {
    return state[leaseEnds(at)];
  }

  /** Takes from the lease, if there is one and it holds so much. */
  boolean spend(long[] state, int at, long now, long cost) {
    if (now >= state[leaseEnds(at)] || state[leased(at)] < cost) {
      return false;
    }
    state[leased(at)] -= cost;
    return true;
  }

  /** Gives back what was taken from the lease with this end, if it is still the same. */
  void unspend(long[] state, int at, long ends, long cost) {
    if (state[leaseEnds(at)] == ends) {
      state[leased(at)] += cost;
    }
  }

  /** What shall be taken beside the cost; 0 if another one is asking already. */
  long wants(long[] state, int at, long now, long cost) {
    if (cost >= lease || now < state[askedUntil(at)]) {
      return 0;
    }
    state[askedUntil(at)] = now + ASK_NANOS_MAX;
    return lease - cost;
  }

  /** The answer to {@link #wants}; what is left of the lease before is let go. */
  void lease(long[] state, int at, long units, long ends) {
    state[leased(at)] = units;
    state[leaseEnds(at)] = ends;
    state[askedUntil(at)] = 0;
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

  /** What was admitted here that nobody else knows of; what counts no more is forgotten. */
  long debt(long[] state, int at, long now) {
    if (state[owed(at)] > 0) {
      long counts = share().quota().limit() - share().left(state, at, now);
      state[owed(at)] = Math.min(state[owed(at)], counts);
    }
    return state[owed(at)];
  }

  /** So much of it was told. What was admitted here meanwhile is owed still. */
  void settle(long[] state, int at, long told) {
    state[owed(at)] = Math.max(0, state[owed(at)] - told);
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
    return share().isFresh(state, at, now) && (lease == 0 || held(state, at, now) == 0);
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
