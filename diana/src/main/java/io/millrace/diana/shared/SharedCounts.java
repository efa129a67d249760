package io.millrace.diana.shared;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.rule.KeyHash;

/** A place where processes count together. May be asked by any number of threads. */
public interface SharedCounts {
  /**
   * Asks for all limits of one request: takes from all of them, or from none if one that is no
   * shadow refuses. Returns within its bound, whatever happens.
   *
   * @return false if it did not answer in time, or not at all; then nothing in {@code ask} counts.
   *     It may have been counted all the same: an answer that is late is not taken back
   */
  boolean decide(SharedAsk ask);

  /**
   * Forgets what was counted for a key.
   *
   * @param counts their name, as {@link SharedAsk#counts} says it
   * @return false if it did not answer
   */
  boolean forget(String counts, long hashFirst, long hashSecond);

  /** How many processes count here, as far as is known; at least 1. */
  int nodes();

  /** The same in all processes that count together. */
  KeyHash.Seed seed();

  /** Whether it can count in this way. */
  boolean knows(Algorithm algorithm);
}
