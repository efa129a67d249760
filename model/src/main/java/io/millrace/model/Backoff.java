package io.millrace.model;

import java.time.Duration;
import java.util.List;

/** How long a task that failed waits for its next attempt. */
public sealed interface Backoff {

  /** One delay for each attempt that failed; the last one again for all that follow. */
  record Listed(List<Duration> delays) implements Backoff {
    public Listed {
      delays = List.copyOf(delays);
    }
  }

  /**
   * Twice as long each time, up to the cap.
   *
   * @param jitterPercent by how much at most a delay is longer or shorter than that, so that tasks
   *     that failed together do not come back together
   */
  record Exponential(Duration first, Duration cap, int jitterPercent) implements Backoff {}
}
