package io.millrace.node.follow;

/**
 * A fact that a follower could not take and an operator gave up, or all that it was sent past.
 *
 * @param sequence of the last one
 * @param fact what kind of fact it is, or which ones they are
 * @param why it could not be taken
 * @param reason the operator's
 * @param atMillis wall clock, when it was given up
 */
public record SkippedFact(
    int shard, long sequence, String fact, String why, String reason, long atMillis) {}
