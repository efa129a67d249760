package io.millrace.delivery;

/**
 * A delivery that is to be sent now.
 *
 * @param order that it is about; 0 if about none
 * @param attempts ever
 * @param id of the event
 * @param atMillis when it happened
 */
record Due(long delivery, long order, int attempts, String id, long atMillis, String body) {}
