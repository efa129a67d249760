package io.millrace.diana.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.Quota;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Limits nothing and remembers of each request whether it is said to have failed. */
final class Outcomes implements Algorithm {
  private static final long MINUTES = 2;

  private final BlockingQueue<Boolean> failed = new LinkedBlockingQueue<>();

  /** Of the next request that ends. */
  boolean nextFailed() throws InterruptedException {
    Boolean next = failed.poll(MINUTES, TimeUnit.MINUTES);
    assertThat(next).as("a request ends").isNotNull();
    return next;
  }

  @Override
  public boolean isHeld() {
    return true;
  }

  @Override
  public void giveBack(
      long[] state, int at, long now, long cost, long tookNanos, boolean hasFailed) {
    failed.add(hasFailed);
  }

  @Override
  public int words() {
    return 1;
  }

  @Override
  public long ask(long[] state, int at, long now, long cost) {
    return 0;
  }

  @Override
  public void take(long[] state, int at, long now, long cost) {}

  @Override
  public void untake(long[] state, int at, long now, long taken, long cost) {}

  @Override
  public long left(long[] state, int at, long now) {
    return 1;
  }

  @Override
  public long untilMore(long[] state, int at, long now) {
    return 0;
  }

  @Override
  public boolean isFresh(long[] state, int at, long now) {
    return true;
  }

  @Override
  public String describe() {
    return "outcomes";
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
