package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.Quota;
import org.jspecify.annotations.Nullable;

/** A fixed window that somebody else wrote, which throws where a test wants it to. */
final class FailingWindow implements Algorithm {
  /** Its states are too long to be looked at later, so what is left is asked for at once. */
  private static final int WORDS = 8;

  private final FixedWindow window;
  private @Nullable In where;

  /** Where it throws. */
  enum In {
    ASK,
    TAKE,
    UNTAKE,
    LEFT,
    FRESH,
    GIVE_BACK
  }

  FailingWindow(long limit, long periodNanos) {
    this.window = new FixedWindow(limit, periodNanos);
  }

  void in(@Nullable In now) {
    where = now;
  }

  private void mayFail(In here) {
    if (where == here) {
      throw new IllegalStateException("fails in " + here);
    }
  }

  @Override
  public int words() {
    return WORDS;
  }

  @Override
  public long ask(long[] state, int at, long now, long cost) {
    mayFail(In.ASK);
    return window.ask(state, at, now, cost);
  }

  @Override
  public void take(long[] state, int at, long now, long cost) {
    mayFail(In.TAKE);
    window.take(state, at, now, cost);
  }

  @Override
  public void untake(long[] state, int at, long now, long taken, long cost) {
    mayFail(In.UNTAKE);
    window.untake(state, at, now, taken, cost);
  }

  @Override
  public long left(long[] state, int at, long now) {
    mayFail(In.LEFT);
    return window.left(state, at, now);
  }

  @Override
  public long untilMore(long[] state, int at, long now) {
    return window.untilMore(state, at, now);
  }

  @Override
  public boolean isFresh(long[] state, int at, long now) {
    mayFail(In.FRESH);
    return window.isFresh(state, at, now);
  }

  @Override
  public boolean isHeld() {
    return where == In.GIVE_BACK;
  }

  @Override
  public void giveBack(long[] state, int at, long now, long cost, long tookNanos, boolean failed) {
    mayFail(In.GIVE_BACK);
  }

  @Override
  public String describe() {
    return "failing " + window.describe();
  }

  @Override
  public Quota quota() {
    return window.quota();
  }

  @Override
  public Algorithm share(int parts) {
    return this;
  }
}
