package io.millrace.node.follow;

import java.util.List;
import java.util.stream.Stream;

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

  /** Whether nobody needs to look: neither at it nor at what is made beside. */
  public boolean isWell() {
    return Stream.concat(shards.stream(), rebuilding.stream())
        .allMatch(shard -> shard.phase() == FollowingStatus.Phase.FOLLOWING);
  }

  /** Durable facts that did not have their effect yet, or {@link FollowingStatus#UNKNOWN}. */
  public long lagFacts() {
    return shards.stream().anyMatch(shard -> shard.lagFacts() == FollowingStatus.UNKNOWN)
        ? FollowingStatus.UNKNOWN
        : shards.stream().mapToLong(FollowingStatus::lagFacts).sum();
  }

  /** The longest of all shards, or {@link FollowingStatus#UNKNOWN}. */
  public long lagMillis() {
    return shards.stream().anyMatch(shard -> shard.lagMillis() == FollowingStatus.UNKNOWN)
        ? FollowingStatus.UNKNOWN
        : shards.stream().mapToLong(FollowingStatus::lagMillis).max().orElse(0);
  }
}
