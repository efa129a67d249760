package io.millrace.diana.algorithm;

import java.time.Duration;

/**
 * A shaper: requests leave evenly, {@code limit} a period, and who comes too early waits in a queue
 * of {@code queue} units. What finds the queue full is refused.
 *
 * <p><b>Promise.</b> Two requests that follow each other leave at least {@code cost of the first ×
 * period / limit} apart, however they came; nobody who is admitted waits longer than {@code queue ×
 * period / limit}; a request is refused only if it would. {@code ask} says how long to wait:
 * whoever called holds the request back that long.
 *
 * <p>The queue is not a list of requests but the moment at which the last of them leaves.
 */
public final class LeakyQueue implements Algorithm {
  private final TokenBucket line;

  public LeakyQueue(long limit, Duration period, long queue) {
    this(limit, Settings.nanos(period), queue);
  }

  public LeakyQueue(long limit, long periodNanos, long queue) {
    // One unit is leaving while the queue's wait.
    this(new TokenBucket(limit, periodNanos, queue + 1));
  }

  private LeakyQueue(TokenBucket line) {
    this.line = line;
  }

  public long limit() {
    return line.limit();
  }

  public long periodNanos() {
    return line.periodNanos();
  }

  public long queue() {
    return line.burst() - 1;
  }

  @Override
  public int words() {
    return line.words();
  }

  @Override
  public long ask(long[] state, int at, long now, long cost) {
    long answer = line.ask(state, at, now, cost);
    return answer == 0 ? line.drainNanos(state, at, now) : answer;
  }

  @Override
  public void take(long[] state, int at, long now, long cost) {
    line.take(state, at, now, cost);
  }

  @Override
  public void untake(long[] state, int at, long now, long taken, long cost) {
    line.untake(state, at, now, taken, cost);
  }

  @Override
  public long left(long[] state, int at, long now) {
    return line.left(state, at, now);
  }

  @Override
  public long untilMore(long[] state, int at, long now) {
    return line.untilMore(state, at, now);
  }

  @Override
  public boolean isFresh(long[] state, int at, long now) {
    return line.isFresh(state, at, now);
  }

  @Override
  public String describe() {
    return "leaky-queue " + limit() + " in " + Settings.text(periodNanos()) + ", queue " + queue();
  }

  @Override
  public String toString() {
    return describe();
  }

  @Override
  public Quota quota() {
    return line.quota();
  }

  @Override
  public LeakyQueue share(int parts) {
    return new LeakyQueue(line.share(parts));
  }
}
