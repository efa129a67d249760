package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.shared.SharedAsk;
import io.millrace.diana.shared.SharedCounts;
import java.util.HashMap;
import java.util.Map;

/** Shared counts in memory that a test can silence, make forget, and keep while others go on. */
final class TogetherCounts implements SharedCounts {
  private final Ticker clock;
  private final Map<String, long[]> states = new HashMap<>();
  private int nodes = 1;
  private boolean silent;
  private boolean failing;
  private Runnable meanwhile = () -> {};
  private int asked;

  TogetherCounts(Ticker clock) {
    this.clock = clock;
  }

  void silence(boolean now) {
    silent = now;
  }

  void fail(boolean now) {
    failing = now;
  }

  /** What happens, once, between the next answer and whoever waits for it. */
  void meanwhile(Runnable happens) {
    meanwhile = happens;
  }

  void nodes(int now) {
    nodes = now;
  }

  void forgetEverything() {
    states.clear();
  }

  int asked() {
    return asked;
  }

  @Override
  public synchronized boolean decide(SharedAsk ask) {
    asked++;
    if (silent) {
      return false;
    }
    if (failing) {
      throw new IllegalStateException("they fail");
    }
    long now = Algorithm.EPOCH_NANOS + clock.nanos();
    boolean admitted = true;
    long[] said = new long[ask.size()];
    for (int limit = 0; limit < ask.size(); limit++) {
      long debt = Math.min(ask.debt(limit), algorithm(ask, limit).left(state(ask, limit), 0, now));
      if (debt > 0) {
        algorithm(ask, limit).take(state(ask, limit), 0, now, debt);
      }
      said[limit] = algorithm(ask, limit).ask(state(ask, limit), 0, now, ask.cost(limit));
      admitted &= said[limit] >= 0 || ask.isShadow(limit);
    }
    for (int limit = 0; limit < ask.size(); limit++) {
      long[] state = state(ask, limit);
      if (admitted && said[limit] >= 0) {
        long room = algorithm(ask, limit).left(state, 0, now) - ask.cost(limit);
        long extra = Math.max(0, Math.min(ask.extra(limit), room));
        algorithm(ask, limit).take(state, 0, now, ask.cost(limit) + extra);
        ask.take(limit, extra);
      }
      ask.answer(
          limit,
          said[limit],
          algorithm(ask, limit).left(state, 0, now),
          algorithm(ask, limit).untilMore(state, 0, now));
    }
    Runnable happens = meanwhile;
    meanwhile = () -> {};
    happens.run();
    return true;
  }

  private static Algorithm algorithm(SharedAsk ask, int limit) {
    return ask.algorithm(limit);
  }

  private long[] state(SharedAsk ask, int limit) {
    return states.computeIfAbsent(
        key(ask.counts(limit), ask.first(limit), ask.second(limit)),
        key -> new long[algorithm(ask, limit).words()]);
  }

  private static String key(String counts, long first, long second) {
    return counts + first + second;
  }

  @Override
  public boolean forget(String counts, long hashFirst, long hashSecond) {
    states.remove(key(counts, hashFirst, hashSecond));
    return !silent;
  }

  @Override
  public int nodes() {
    return nodes;
  }

  @Override
  public KeyHash.Seed seed() {
    return new KeyHash.Seed(3, 4);
  }

  @Override
  public boolean knows(Algorithm algorithm) {
    return !algorithm.isHeld();
  }
}
