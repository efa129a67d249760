package io.millrace.bench.unpaid;

/**
 * An order that waits for its payment.
 *
 * @param id 0, 1, 2 … within a run
 * @param timeoutMillis how long its shop gives buyers: one of a few values, as in a shop's settings
 * @param deadlineMillis wall clock
 */
record UnpaidOrder(int id, int timeoutMillis, long deadlineMillis) {}
