package io.millrace.engine.task;

import io.millrace.engine.proof.Mix;
import io.millrace.model.Backoff;
import io.millrace.model.LeaseId;
import java.time.Duration;
import java.util.List;

/** When a task that failed is tried again. Chance comes from the lease, so it is no chance. */
final class Retries {
  private static final int PERCENT = 100;

  private Retries() {}

  /**
   * How long to wait.
   *
   * @param attempts how many have failed, at least one
   */
  static long delayMillis(Backoff backoff, int attempts, LeaseId lease) {
    return switch (backoff) {
      case Backoff.Listed(List<Duration> delays) ->
          delays.get(Math.min(attempts, delays.size()) - 1).toMillis();
      case Backoff.Exponential exponential -> jittered(exponential, attempts, lease);
    };
  }

  private static long jittered(Backoff.Exponential backoff, int attempts, LeaseId lease) {
    long capMillis = backoff.cap().toMillis();
    long delayMillis = backoff.first().toMillis();
    for (int i = 1; i < attempts && delayMillis < capMillis; i++) {
      delayMillis *= 2;
    }
    delayMillis = Math.min(delayMillis, capMillis);
    long spanMillis = delayMillis * backoff.jitterPercent() / PERCENT;
    long chance = Mix.mix(lease.task(), lease.epoch());
    return delayMillis - spanMillis + Long.remainderUnsigned(chance, 2 * spanMillis + 1);
  }
}
