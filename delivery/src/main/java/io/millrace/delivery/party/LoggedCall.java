package io.millrace.delivery.party;

import org.jspecify.annotations.Nullable;

/**
 * One try of a call, as the log has it: what may be read by people.
 *
 * @param number of the try; no other has it
 * @param shop that the call was made for; empty for none
 * @param order that the call is about; empty for none
 * @param key by which the party knows a repeat; null for none
 * @param call the number of the first try of its call; a replay is of the call that it repeats
 * @param attempt which try it was since it was asked for, from 1
 * @param replayOf the number of the try that somebody repeated; 0 if nobody did
 * @param by who repeated it; empty if nobody did
 * @param atMillis when it was sent
 * @param tookMillis until its outcome
 * @param kind null if the outcome was never written down: the process died, or still waits
 * @param status of HTTP; 0 if there was no answer
 */
public record LoggedCall(
    long number,
    String party,
    String shop,
    String order,
    @Nullable String key,
    long call,
    int attempt,
    long replayOf,
    String by,
    long atMillis,
    long tookMillis,
    @Nullable FailureKind kind,
    int status,
    String request,
    String response) {}
