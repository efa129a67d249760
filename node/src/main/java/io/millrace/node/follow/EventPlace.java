package io.millrace.node.follow;

/**
 * Up to where a stream of facts was read, for whoever keeps it outside: it says enough to tell
 * whether a log still holds it, and not the log's id, which nobody outside may know.
 *
 * @param sequence of the shard
 * @param epoch of the frame that holds it
 * @param timeMillis of that frame
 */
public record EventPlace(long sequence, long epoch, long timeMillis) {

  /** Before the first fact. */
  public static final EventPlace BEGINNING = new EventPlace(0, 0, 0);

  public static EventPlace of(FollowedFact fact) {
    return new EventPlace(fact.sequence(), fact.epoch(), fact.timeMillis());
  }
}
