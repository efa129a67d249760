package io.millrace.delivery.http;

import java.time.Duration;

/**
 * How many requests a receiver gets at a time: one more for each round that went well, half as many
 * when one fails. So a receiver that is slow or away holds few connections, and one that is quick
 * gets what it takes. Owned by whoever sends.
 */
public final class Pace {

  /** Enough to find out; ten that hang from the start hold forty connections. */
  public static final int FIRST = 4;

  public static final int MAX = 64;

  /** Those that were under way together fail together, and count once. */
  private static final long CUT_NANOS = Duration.ofSeconds(1).toNanos();

  private double allowed = FIRST;
  private long cutNanos;
  private boolean isCut;

  public int allowed() {
    return (int) allowed;
  }

  public void succeeded() {
    allowed = Math.min(MAX, allowed + 1 / allowed);
  }

  public void failed(long nowNanos) {
    if (!isCut || nowNanos - cutNanos >= CUT_NANOS) {
      allowed = Math.max(1, allowed / 2);
      cutNanos = nowNanos;
      isCut = true;
    }
  }
}
