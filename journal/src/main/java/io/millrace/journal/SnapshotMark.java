package io.millrace.journal;

/**
 * What a snapshot is of: the state after one frame of a log.
 *
 * @param epoch of that frame
 * @param sequence the last fact in the state
 * @param timeMillis log time of that frame
 * @param digest of the state, as that frame's header has it
 * @param level the highest level of facts that the state may hold
 */
public record SnapshotMark(
    LogId log, int shard, long epoch, long sequence, long timeMillis, long digest, int level) {

  public SnapshotMark {
    Invariant.check(sequence >= 1, "a snapshot is of the state after a fact");
  }
}
