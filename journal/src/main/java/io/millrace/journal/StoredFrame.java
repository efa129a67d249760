package io.millrace.journal;

/** A durable frame as it was read, with its place, so that whoever complains can name it. */
@SuppressWarnings("ArrayRecordComponent") // belongs to the reader that asked; never compared
public record StoredFrame(
    long firstSequence,
    int factCount,
    long timeMillis,
    long digestAfter,
    long epoch,
    int shard,
    long offset,
    String segment,
    byte[] payload) {

  public long lastSequence() {
    return firstSequence + factCount - 1;
  }
}
