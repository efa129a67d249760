package io.millrace.bench.versus.peer;

/**
 * A peer's units when nothing is under way.
 *
 * @param ordered in the orders that its store holds
 * @param taken that are not for sale any more
 */
public record Stock(long ordered, long taken) {

  /** Units that nobody has and nobody can buy. */
  public long leaked() {
    return Math.max(0, taken - ordered);
  }

  /** Units that somebody has and somebody else can buy. */
  public long soldAgain() {
    return Math.max(0, ordered - taken);
  }
}
