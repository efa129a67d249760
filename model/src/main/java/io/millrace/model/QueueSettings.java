package io.millrace.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a merchant says about a queue.
 *
 * @param maxAttempts after so many failed ones a task is dead
 * @param lease how long a worker has a task if it does not say
 * @param paused nothing is handed out, but tasks become due
 * @param deadRetention how long a dead task is kept
 * @param pendingMax so many tasks may be open at a time
 * @param pushUrl where due tasks are posted to; null if workers come for all of them
 */
public record QueueSettings(
    int maxAttempts,
    Backoff backoff,
    Duration lease,
    PastDue pastDue,
    boolean paused,
    Duration deadRetention,
    int pendingMax,
    @Nullable String pushUrl) {

  /** Of a queue that is only polled. */
  public QueueSettings(
      int maxAttempts,
      Backoff backoff,
      Duration lease,
      PastDue pastDue,
      boolean paused,
      Duration deadRetention,
      int pendingMax) {
    this(maxAttempts, backoff, lease, pastDue, paused, deadRetention, pendingMax, null);
  }

  /** The same, with its due tasks posted somewhere. */
  public QueueSettings withPushUrl(String url) {
    return new QueueSettings(
        maxAttempts, backoff, lease, pastDue, paused, deadRetention, pendingMax, url);
  }
}
