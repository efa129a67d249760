package io.millrace.bench.versus.peer;

/**
 * A program of a peer, which can die at any moment.
 *
 * @param kill as {@code kill -9}
 * @param restart on the data that is there; returns when it serves
 */
public record Part(String name, Runnable kill, Runnable restart) {}
