package io.millrace.node;

/**
 * How long a writer that has just decided some requests leaves the next ones waiting, so that they
 * come to it, and to the disk, together.
 *
 * <p>A peak is bound by the processor, and a writer that looks after each request is what it is
 * spent on: a wake-up, two switches and a forced frame for a handful of orders. Rest in proportion
 * to what the last turn found means that few requests are not kept waiting at all, and that more
 * than some 30,000 a second lengthen the rest to its limit and are then taken by the dozen. Network
 * drivers moderate their interrupts in the same way.
 */
final class Rest {

  /** What one request costs the rest of the machine to send, read and answer, roughly. */
  static final long NANOS_PER_REQUEST = 30_000;

  /** What a request may wait longer by it; a frame of fifty orders has come together by then. */
  static final long NANOS_MAX = 500_000;

  /** A shorter rest is over before the thread has fallen asleep and been woken. */
  static final long NANOS_MIN = 60_000;

  private Rest() {}

  /** 0 for none. */
  static long nanos(int decided) {
    long nanos = Math.min(NANOS_MAX, decided * NANOS_PER_REQUEST);
    return nanos < NANOS_MIN ? 0 : nanos;
  }
}
