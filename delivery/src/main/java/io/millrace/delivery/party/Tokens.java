package io.millrace.delivery.party;

import java.time.Duration;

/** So many calls a second, with some at once. Any thread. */
final class Tokens {

  private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  private final double perNano;
  private final int burst;
  private double left;
  private long lookedNanos;

  Tokens(PartySettings.Rate rate, long nowNanos) {
    this.perNano = rate.perSecond() / NANOS_PER_SECOND;
    this.burst = rate.burst();
    this.left = rate.burst();
    this.lookedNanos = nowNanos;
  }

  /** Takes one and returns 0, or says in how many milliseconds there will be one. */
  synchronized long take(long nowNanos) {
    left = Math.min(burst, left + (nowNanos - lookedNanos) * perNano);
    lookedNanos = nowNanos;
    if (left >= 1) {
      left--;
      return 0;
    }
    return (long) Math.ceil((1 - left) / perNano / Duration.ofMillis(1).toNanos());
  }
}
