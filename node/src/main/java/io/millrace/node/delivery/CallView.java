package io.millrace.node.delivery;

import org.jspecify.annotations.Nullable;

/**
 * One try of a call to a third party, with what is secret left out.
 *
 * @param shop that it was made for; empty for none
 * @param order that it is about; empty for none
 * @param key by which the party knows a repeat; null for none
 * @param call the number of the first try of its call
 * @param attempt which try it was since it was asked for, from 1
 * @param replayOf the number of the try that somebody repeated; 0 if nobody did
 * @param by who repeated it; empty if nobody did
 * @param outcome in a word; null if it is under way, or the process died with it
 * @param status of the answer; 0 if there was none
 */
public record CallView(
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
    @Nullable String outcome,
    int status,
    String request,
    String response) {}
