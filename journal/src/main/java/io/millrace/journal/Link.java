package io.millrace.journal;

/**
 * The end of a chain of frames: what the next frame must follow. A segment's header holds the link
 * to its predecessor, so an empty last segment still knows time and digest.
 */
record Link(long sequence, int crc, long epoch, long timeMillis, long digest) {

  /** Before the first frame of a log. */
  static final Link GENESIS = new Link(0, 0, 0, 0, 0);

  static Link after(FrameHeader header) {
    return new Link(
        header.lastSequence(),
        header.crc(),
        header.epoch(),
        header.timeMillis(),
        header.digestAfter());
  }

  /** Empty if the frame follows, else the reason why it does not. */
  String objection(FrameHeader header) {
    if (header.firstSequence() != sequence + 1) {
      return "a whole frame begins at sequence %d where %d is due"
          .formatted(header.firstSequence(), sequence + 1);
    }
    if (header.crcBefore() != crc) {
      return "a whole frame names another predecessor (checksum %08x, not %08x)"
          .formatted(header.crcBefore(), crc);
    }
    if (header.epoch() < epoch) {
      return "the epoch goes down from %d to %d".formatted(epoch, header.epoch());
    }
    return "";
  }
}
