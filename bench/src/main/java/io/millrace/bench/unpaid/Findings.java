package io.millrace.bench.unpaid;

import java.util.OptionalInt;
import org.HdrHistogram.Histogram;

/**
 * What a trial of a way found.
 *
 * @param lateMicros from deadline to durable close; one that was never closed counts as late as
 *     long as it was waited for
 * @param early closed before the deadline
 * @param unclosed of the spread and the burst, where nothing was killed
 * @param lostWithServer empty if it has no server beside its worker
 * @param paid what was told to be taken
 * @param told what was closed again, as workers said
 */
record Findings(
    Histogram lateMicros,
    int early,
    int unclosed,
    double closesPerSecond,
    double bytesPerOrder,
    double idlePercent,
    int lostWithWorker,
    OptionalInt lostWithServer,
    int paid,
    Tally tally,
    int told) {

  /** By the count in the store, or by what the workers said, whichever is more. */
  int closedTwice() {
    return Math.max(tally.closedAgain(), told);
  }

  /** What the store says, and payments that were taken and of which it knows nothing any more. */
  int paidAndClosed() {
    return tally.paidAndClosed() + paid - tally.paid();
  }
}
