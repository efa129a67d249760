package io.millrace.node.follow;

import java.util.List;

/**
 * How a follower is.
 *
 * @param shards how it is in each
 * @param rebuilding how far what is made beside has come, by shard; empty if nothing is
 * @param skipped what operators gave up, the newest first
 */
public record FollowerStatus(
    String name,
    List<FollowingStatus> shards,
    List<FollowingStatus> rebuilding,
    List<SkippedFact> skipped) {
  public FollowerStatus {
    shards = List.copyOf(shards);
    rebuilding = List.copyOf(rebuilding);
    skipped = List.copyOf(skipped);
  }

  /** Whether an operator should look. */
  public boolean isWell() {
    return shards.stream().allMatch(shard -> shard.phase() == FollowingStatus.Phase.FOLLOWING);
  }
}
