package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.Quota;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.rule.Rule;

/**
 * One limit that looks at a request: what it is asked and what it said. Used again for the next
 * request, so it allocates nothing; and a reference is not stored where it stands already, because
 * that costs a collector more than to look.
 */
final class Asked {
  /** States up to this length are copied under the lock and looked at behind it. */
  private static final int COPIED_WORDS_MAX = 5;

  Counted counted;

  /** Where its key is counted in this process. */
  Segment segment;

  long first;
  long second;
  long cost;

  /** Where the key's state is, while its segment is locked. */
  int at;

  /** As {@link Algorithm#ask} says it. */
  long answer;

  boolean taken;

  /** Whether that it passed was counted where its key is. */
  boolean metered;

  /** When the lease ends that was taken from; 0 if it was from none. */
  long leaseEnds;

  private final long[] copy = new long[COPIED_WORDS_MAX];
  private long copiedAt;
  private long left;
  private long until;

  Asked(Counted counted) {
    this.counted = counted;
    this.segment = counted.counts().segment(first);
  }

  void begin(Counted rule, KeyHash key, long costs) {
    if (counted != rule) {
      counted = rule;
    }
    first = key.first();
    second = key.second();
    Segment counts = rule.counts().segment(first);
    if (segment != counts) {
      segment = counts;
    }
    cost = costs;
    answer = 0;
    taken = false;
    metered = false;
    leaseEnds = 0;
  }

  Algorithm algorithm() {
    return counted.algorithm();
  }

  Rule rule() {
    return counted.rule();
  }

  Quota quota() {
    return algorithm().quota();
  }

  boolean isShadow() {
    return counted.limit().shadow();
  }

  boolean isExceeded() {
    return answer < 0;
  }

  boolean refuses() {
    return isExceeded() && !isShadow();
  }

  /**
   * Notes what is left in a state. What that is takes divisions to find out, and few ask: so a
   * short state is only copied here, where its lock is held.
   */
  void note(long[] state, long now) {
    Algorithm algorithm = algorithm();
    int words = algorithm.words();
    if (words <= COPIED_WORDS_MAX) {
      for (int word = 0; word < words; word++) {
        copy[word] = state[at + word];
      }
      copiedAt = now;
    } else {
      note(algorithm.left(state, at, now), algorithm.untilMore(state, at, now));
    }
  }

  /** Notes what is left as somebody else says it. */
  void note(long leftNow, long untilMoreNanos) {
    left = leftNow;
    until = untilMoreNanos;
    copiedAt = 0;
  }

  /** 0 if the algorithm fails. */
  long left() {
    if (copiedAt == 0) {
      return left;
    }
    try {
      return algorithm().left(copy, 0, copiedAt);
    } catch (RuntimeException e) {
      counted.failed(e);
      return 0;
    }
  }

  /** 0 if the algorithm fails. */
  long untilMoreNanos() {
    if (copiedAt == 0) {
      return until;
    }
    try {
      return algorithm().untilMore(copy, 0, copiedAt);
    } catch (RuntimeException e) {
      counted.failed(e);
      return 0;
    }
  }
}
