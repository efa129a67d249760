package io.millrace.node.follow;

import java.util.List;

/**
 * Facts of one shard in their order, without a gap, that are to have their effect at one stroke.
 *
 * @param end where the follower stands once they have
 */
public record FactBatch(int shard, List<FollowedFact> facts, Cursor end) {
  public FactBatch {
    facts = List.copyOf(facts);
    if (facts.isEmpty() || facts.getLast().sequence() != end.sequence()) {
      throw new IllegalArgumentException("a batch ends with its last fact");
    }
  }

  /** Log time of the last fact. */
  public long timeMillis() {
    return facts.getLast().timeMillis();
  }
}
