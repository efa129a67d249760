package io.millrace.node.follow;

import io.millrace.journal.Log;
import io.millrace.node.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Where a log was found damaged, for as long as that is believed: else whoever comes back would
 * have everything read once more up to there. Owned by the thread that reads.
 */
final class Damage {

  /** A file that somebody has put back is read again within this. */
  static final long BELIEVED_NANOS = 60_000_000_000L;

  private static final System.Logger LOG = System.getLogger(Damage.class.getName());

  private final Clock clock;
  private @Nullable Log log;
  private long readable;
  private long foundNanos;

  Damage(Clock clock) {
    this.clock = clock;
  }

  /** From where on a log can be read, as far as is known; 0 if nothing is known. */
  long readable(Log of) {
    boolean isBelieved = of.equals(log) && clock.monotonicNanos() - foundNanos < BELIEVED_NANOS;
    return isBelieved ? readable : 0;
  }

  /** What lies before that cannot be read. */
  void found(Log of, long readableFrom, Exception why) {
    if (!of.equals(log) || readableFrom != readable) {
      LOG.log(
          System.Logger.Level.ERROR,
          "buyers whose events begin before sequence " + readableFrom + " are sent to their orders",
          why);
    }
    log = of;
    readable = readableFrom;
    foundNanos = clock.monotonicNanos();
  }
}
