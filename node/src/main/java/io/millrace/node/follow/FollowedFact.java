package io.millrace.node.follow;

import io.millrace.model.Recorded;

/**
 * A durable fact with its place in the log of its shard.
 *
 * @param epoch of the frame that holds it
 * @param timeMillis log time of that frame
 */
public record FollowedFact(long sequence, long epoch, long timeMillis, Recorded recorded) {}
