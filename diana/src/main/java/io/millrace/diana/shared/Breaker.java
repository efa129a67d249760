package io.millrace.diana.shared;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps requests from waiting for shared counts that do not answer. Closed, everybody asks. After
 * {@link #FAILURES} failures in a row it is open: nobody asks for a while. Then one asks, for all:
 * if it is answered the breaker closes, and if not the while begins again.
 */
public final class Breaker {
  private static final System.Logger LOG = System.getLogger(Breaker.class.getName());

  /** One late answer is the network's hiccup. */
  static final int FAILURES = 3;

  /**
   * Long enough that nobody feels the one who tries, short enough that nobody misses the return.
   */
  public static final long PAUSE_NANOS = 500_000_000;

  private static final long CLOSED = Long.MIN_VALUE;

  private final AtomicLong triesAgainAt = new AtomicLong(CLOSED);
  private volatile int failures;

  /** Whether a request of this moment may ask. */
  public boolean mayAsk(long now) {
    long again = triesAgainAt.get();
    return again == CLOSED
        || (now >= again && triesAgainAt.compareAndSet(again, now + PAUSE_NANOS));
  }

  /** An answer came in time. */
  public void answered() {
    if (failures != 0) {
      failures = 0;
      if (triesAgainAt.getAndSet(CLOSED) != CLOSED) {
        LOG.log(System.Logger.Level.INFO, "Shared counts answer again");
      }
    }
  }

  /** None came. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one failure more or less decides nothing
  public void failed(long now) {
    failures++;
    if (failures >= FAILURES && triesAgainAt.getAndSet(now + PAUSE_NANOS) == CLOSED) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Shared counts do not answer: until they do, each rule does what its on-failure says");
    }
  }

  public boolean isOpen() {
    return triesAgainAt.get() != CLOSED;
  }
}
