package io.millrace.journal;

import java.util.concurrent.Executor;

/**
 * Who does the log's work.
 *
 * @param sync writes and forces frames in the order given; one thread, which nobody interrupts (an
 *     interrupt closes the channel under it). Futures complete on it
 * @param spare prepares the next segment ahead, so that a roll does not stall the sync thread
 */
public record LogThreads(Executor sync, Executor spare) {}
