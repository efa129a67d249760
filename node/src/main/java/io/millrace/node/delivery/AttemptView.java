package io.millrace.node.delivery;

/**
 * One attempt to deliver.
 *
 * @param attempt 1, 2, 3 …
 * @param status of the answer; 0 if there was none
 * @param request its head, with what is secret left out
 * @param response its head, likewise, or what went wrong
 */
public record AttemptView(
    int attempt,
    long atMillis,
    long tookMillis,
    AttemptOutcome outcome,
    int status,
    String request,
    String response) {}
