package io.millrace.diana.shared;

import io.millrace.diana.algorithm.Algorithm;

/**
 * What one request asks of shared counts, and what they answer. Owned by the thread that decides
 * the request; used again for the next.
 */
public final class SharedAsk {
  private String[] counts = new String[0];
  private Algorithm[] algorithms = new Algorithm[0];
  private long[] first = new long[0];
  private long[] second = new long[0];
  private long[] cost = new long[0];
  private long[] debt = new long[0];
  private long[] extra = new long[0];
  private boolean[] shadow = new boolean[0];
  private long[] answer = new long[0];
  private long[] left = new long[0];
  private long[] until = new long[0];
  private long[] taken = new long[0];
  private int size;

  /** Forgets everything, and has room for so many limits. */
  public void begin(int limits) {
    if (counts.length < limits) {
      counts = new String[limits];
      algorithms = new Algorithm[limits];
      first = new long[limits];
      second = new long[limits];
      cost = new long[limits];
      debt = new long[limits];
      extra = new long[limits];
      shadow = new boolean[limits];
      answer = new long[limits];
      left = new long[limits];
      until = new long[limits];
      taken = new long[limits];
    }
    size = 0;
  }

  /**
   * One more limit.
   *
   * @param name of the counts: the rule's, and a mark that is another when they mean something else
   * @param owed what this process admitted under the key while it could not ask: it is counted
   *     before anything is decided, up to the limit
   */
  public void add(
      String name,
      Algorithm algorithm,
      long hashFirst,
      long hashSecond,
      long costs,
      long owed,
      boolean isShadow) {
    counts[size] = name;
    algorithms[size] = algorithm;
    first[size] = hashFirst;
    second[size] = hashSecond;
    cost[size] = costs;
    debt[size] = owed;
    extra[size] = 0;
    shadow[size] = isShadow;
    taken[size] = 0;
    size++;
  }

  /** Beside its cost, as much of this as there is room for shall be taken under the last limit. */
  public void addExtra(long units) {
    extra[size - 1] = units;
  }

  public int size() {
    return size;
  }

  public String counts(int limit) {
    return counts[limit];
  }

  public Algorithm algorithm(int limit) {
    return algorithms[limit];
  }

  public long first(int limit) {
    return first[limit];
  }

  public long second(int limit) {
    return second[limit];
  }

  public long cost(int limit) {
    return cost[limit];
  }

  public long debt(int limit) {
    return debt[limit];
  }

  public long extra(int limit) {
    return extra[limit];
  }

  public boolean isShadow(int limit) {
    return shadow[limit];
  }

  /** What a limit said, as {@link Algorithm#ask}, {@code left} and {@code untilMore} do. */
  public void answer(int limit, long said, long leftNow, long untilMoreNanos) {
    answer[limit] = said;
    left[limit] = leftNow;
    until[limit] = untilMoreNanos;
  }

  /** How much of the extra was taken; nothing if nobody says so. */
  public void take(int limit, long units) {
    taken[limit] = units;
  }

  public long taken(int limit) {
    return taken[limit];
  }

  public long answer(int limit) {
    return answer[limit];
  }

  public long left(int limit) {
    return left[limit];
  }

  public long untilMore(int limit) {
    return until[limit];
  }
}
