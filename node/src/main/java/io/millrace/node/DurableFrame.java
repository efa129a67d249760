package io.millrace.node;

import io.millrace.model.Recorded;
import java.util.List;

/**
 * A batch of facts that cannot be lost any more, decoded once for all who follow.
 *
 * @param firstSequence of the first fact, within the shard
 * @param digestAfter of the state that the frame's facts lead to
 */
public record DurableFrame(
    int shard, long firstSequence, long timeMillis, long digestAfter, List<Recorded> facts) {
  public DurableFrame {
    facts = List.copyOf(facts);
  }
}
