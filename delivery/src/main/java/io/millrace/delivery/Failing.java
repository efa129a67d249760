package io.millrace.delivery;

import java.time.Duration;

/**
 * Since when nothing could be delivered to an endpoint.
 *
 * @param sinceMillis 0 if the last attempt went well
 * @param lastMillis when an attempt failed last; 0 likewise, and where nobody wrote it down
 */
record Failing(long sinceMillis, long lastMillis) {

  static final Failing NONE = new Failing(0, 0);

  /** Longer than the longest wait between two attempts: 24 hours and a tenth. */
  private static final Duration QUIET_MAX = Duration.ofHours(27);

  /** Two failures with nothing tried between them say nothing of the days between. */
  Failing failedAt(long now) {
    boolean wasQuiet = lastMillis > 0 && now - lastMillis > QUIET_MAX.toMillis();
    return new Failing(sinceMillis == 0 || wasQuiet ? now : sinceMillis, now);
  }
}
