package io.millrace.journal;

/**
 * What the caller gives: one batch. The payload is copied by {@link Log#append} before it returns,
 * so the caller may use the array again.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over for one call and never compared
public record Frame(
    long firstSequence,
    int factCount,
    long timeMillis,
    long digestAfter,
    byte[] payload,
    int payloadLength) {

  /**
   * A reader must hold a whole frame in memory and a torn one is searched up to this far. Beside
   * the most that one command may produce (1,280 KiB) there is room for some thousand orders, so a
   * batch is never a single command; with its headers it fits into a segment of 2 MiB.
   */
  public static final int PAYLOAD_BYTES_MAX = 1_984 * 1_024;

  /** At some 500 bytes a fact this fills the payload: neither limit makes the other pointless. */
  public static final int FACTS_MAX = 4_096;

  public Frame {
    Invariant.check(firstSequence >= 1, "a frame begins at sequence 1 or later");
    Invariant.check(factCount >= 1 && factCount <= FACTS_MAX, "a frame holds 1 to 4,096 facts");
    Invariant.check(
        payloadLength >= 0 && payloadLength <= PAYLOAD_BYTES_MAX && payloadLength <= payload.length,
        "a payload has at most 1,984 KiB and lies within its array");
  }

  public long lastSequence() {
    return firstSequence + factCount - 1;
  }
}
