package io.millrace.delivery;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When a delivery that failed is tried again: at once for a receiver that stumbled, and for days
 * for one that is away. Jitter spreads what failed together. Owned by one thread.
 */
final class Retries {

  /** Ten attempts with the first, over some three days. */
  static final List<Duration> DELAYS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  /** A delay becomes longer by up to this part, never shorter. */
  static final double JITTER = 0.1;

  /** Who asks for more would be forgotten rather than waited for. */
  static final Duration RETRY_AFTER_MAX = Duration.ofHours(24);

  /** When it was tried often enough. */
  static final long NEVER = -1;

  private final RandomGenerator chance;

  Retries(RandomGenerator chance) {
    this.chance = chance;
  }

  /**
   * How long to wait after a failed attempt, or {@link #NEVER}.
   *
   * @param tries attempts so far, this one too
   * @param retryAfterMillis what the receiver asked for; 0 for nothing
   */
  long delayMillis(int tries, long retryAfterMillis) {
    if (tries > DELAYS.size()) {
      return NEVER;
    }
    long delay = DELAYS.get(tries - 1).toMillis();
    long spread = delay + (long) (delay * JITTER * chance.nextDouble());
    return Math.max(spread, Math.min(retryAfterMillis, RETRY_AFTER_MAX.toMillis()));
  }
}
