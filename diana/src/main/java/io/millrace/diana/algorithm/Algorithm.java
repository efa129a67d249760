package io.millrace.diana.algorithm;

/**
 * One way of counting. It holds settings and no state: the state of a key is a few longs that the
 * caller keeps, all zero for a key that was never seen. So a table of a million keys is an array,
 * and nothing is allocated for a request.
 *
 * <p>The caller holds the key's lock during each call, and never goes back in time from one call on
 * a key to the next: {@code now} counts nanoseconds of a monotone clock, from a moment so long ago
 * ({@link #EPOCH_NANOS}) that a state of zeros lies behind every window.
 *
 * <p>{@code ask} changes nothing and {@code take} refuses nothing. A request that many rules count
 * asks all of them before it takes from any, and that is what makes it all or none.
 *
 * <p>One that throws fails its rule, and the request is counted under the others: so a state is
 * best written when nothing can fail any more. What was written before stays.
 */
public interface Algorithm {
  /** The longest window; what counts longer is a quota for a database. */
  long PERIOD_NANOS_MAX = 366L * 24 * 3_600 * 1_000_000_000;

  /** The shortest: below a millisecond the machine's own hiccups are longer than the window. */
  long PERIOD_NANOS_MIN = 1_000_000;

  /** The first moment there is. More than the longest window after zero. */
  long EPOCH_NANOS = 2 * PERIOD_NANOS_MAX;

  /** A limit or burst above this is no limit. */
  long LIMIT_MAX = 1_000_000_000;

  /** What one request may cost. */
  long COST_MAX = 1_000_000;

  /** A refusal that no waiting turns into a yes: the request costs more than the limit. */
  long NEVER = Long.MIN_VALUE;

  /** How many longs a key's state takes. */
  int words();

  /**
   * Whether so much would be admitted now.
   *
   * @return 0 or more: admitted, after so many nanoseconds (only a shaper makes anyone wait); less
   *     than 0: refused, and the same question is answered with yes after so many nanoseconds if
   *     nobody else takes anything; {@link #NEVER}
   */
  long ask(long[] state, int at, long now, long cost);

  /** Takes what {@link #ask} admitted at the same {@code now}. */
  void take(long[] state, int at, long now, long cost);

  /**
   * Takes back a {@link #take} of the moment {@code taken}, because another rule refused later.
   * Whoever was counted in between stays counted; where it cannot be known how much of it still
   * counts, too little is given back and never too much.
   */
  void untake(long[] state, int at, long now, long taken, long cost);

  /** The most that {@link #ask} would admit now. */
  long left(long[] state, int at, long now);

  /** Nanoseconds until {@link #left} grows by itself; 0 if nothing is taken. */
  long untilMore(long[] state, int at, long now);

  /** Whether forgetting this state changes no decision from now on. */
  boolean isFresh(long[] state, int at, long now);

  /** Whether a request holds what it took until it gives it back. */
  default boolean isHeld() {
    return false;
  }

  /**
   * A request that held this has ended.
   *
   * @param tookNanos how long it ran
   * @param failed whether it ran into a limit further on: a timeout, a refusal
   */
  default void giveBack(long[] state, int at, long now, long cost, long tookNanos, boolean failed) {
    throw new UnsupportedOperationException("nothing is held by " + this);
  }

  /**
   * How long units may be used that were taken ahead of their requests, by somebody who counts
   * together with others; 0 if none may be taken ahead, because what is promised is exact.
   *
   * @param untilMore what {@link #untilMore} said when they were taken
   */
  default long leaseNanos(long untilMore) {
    return 0;
  }

  /**
   * Whether the states of another are good as states of this one, with no key's count lost or made
   * up. So whoever changes a limit of requests that are under way does not forget those.
   */
  default boolean continues(Algorithm earlier) {
    return describe().equals(earlier.describe());
  }

  /** Its name and all its settings: two with the same text count alike. */
  String describe();

  /** What this admits, as it is told to clients. */
  Quota quota();

  /** The same with one of so many equal parts of the limit, on the same state. At least 1. */
  Algorithm share(int parts);
}
