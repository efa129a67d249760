package io.millrace.bench.torture;

/**
 * One line of a client's ledger. A client's requests are numbered; its clock is the monotonic one
 * of its process.
 */
sealed interface Entry {
  long number();

  /** Sent for the first time. */
  record Asked(long number, long atNanos, Asking asking) implements Entry {}

  /** Answered: for good, or with a failure after which it is asked again. */
  record Told(long number, long atNanos, Answered answered) implements Entry {}

  /** The connection broke, and the client has given up. Whether it happened is open. */
  record Lost(long number, long atNanos) implements Entry {}
}
