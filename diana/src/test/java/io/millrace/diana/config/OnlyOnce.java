package io.millrace.diana.config;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.Quota;

/** An algorithm that somebody else wrote: whoever was admitted once is never admitted again. */
public final class OnlyOnce implements AlgorithmKind {
  @Override
  public String name() {
    return "only-once";
  }

  @Override
  public Algorithm make(Settings settings) {
    return new Once();
  }

  private static final class Once implements Algorithm {
    @Override
    public int words() {
      return 1;
    }

    @Override
    public long ask(long[] state, int at, long now, long cost) {
      return state[at] == 0 ? 0 : NEVER;
    }

    @Override
    public void take(long[] state, int at, long now, long cost) {
      state[at] = 1;
    }

    @Override
    public void untake(long[] state, int at, long now, long taken, long cost) {
      state[at] = 0;
    }

    @Override
    public long left(long[] state, int at, long now) {
      return 1 - state[at];
    }

    @Override
    public long untilMore(long[] state, int at, long now) {
      return 0;
    }

    @Override
    public boolean isFresh(long[] state, int at, long now) {
      return state[at] == 0;
    }

    @Override
    public String describe() {
      return "only-once";
    }

    @Override
    public Quota quota() {
      return new Quota(1, 0);
    }

    @Override
    public Algorithm share(int parts) {
      return this;
    }
  }
}
