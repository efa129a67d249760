package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.Quota;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A fixed window that somebody else wrote, which does at each step what a test wants it to. */
final class ForeignWindow implements Algorithm {
  /** Its states are too long to be looked at later, so what is left is asked for at once. */
  private static final int WORDS = 8;

  private final FixedWindow window;
  private final Consumer<In> step;
  private @Nullable In where;

  /** What it is asked. */
  enum In {
    ASK,
    TAKE,
    UNTAKE,
    LEFT,
    FRESH,
    SHARE,
    GIVE_BACK
  }

  ForeignWindow(long limit, long periodNanos) {
    this(limit, periodNanos, step -> {});
  }

  ForeignWindow(long limit, long periodNanos, Consumer<In> step) {
    this.window = new FixedWindow(limit, periodNanos);
    this.step = step;
  }

  /** From now on it throws there; nowhere if null. */
  void fail(@Nullable In now) {
    where = now;
  }

  private void begin(In here) {
    step.accept(here);
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
    begin(In.ASK);
    return window.ask(state, at, now, cost);
  }

  @Override
  public void take(long[] state, int at, long now, long cost) {
    begin(In.TAKE);
    window.take(state, at, now, cost);
  }

  @Override
  public void untake(long[] state, int at, long now, long taken, long cost) {
    begin(In.UNTAKE);
    window.untake(state, at, now, taken, cost);
  }

  @Override
  public long left(long[] state, int at, long now) {
    begin(In.LEFT);
    return window.left(state, at, now);
  }

  @Override
  public long untilMore(long[] state, int at, long now) {
    return window.untilMore(state, at, now);
  }

  @Override
  public boolean isFresh(long[] state, int at, long now) {
    begin(In.FRESH);
    return window.isFresh(state, at, now);
  }

  @Override
  public boolean isHeld() {
    return where == In.GIVE_BACK;
  }

  @Override
  public void giveBack(long[] state, int at, long now, long cost, long tookNanos, boolean failed) {
    begin(In.GIVE_BACK);
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
  public long leaseNanos(long untilMore) {
    return window.leaseNanos(untilMore);
  }

  @Override
  public Algorithm share(int parts) {
    begin(In.SHARE);
    return this;
  }
}
