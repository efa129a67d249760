package io.millrace.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A frame, format 1, little endian. It begins on a block bound of its segment.
 *
 * <pre>
 *   0 ┌───────────────────────────────┐
 *     │ magic  M R F 00 FF 00 0D 0A   │  8
 *   8 ├───────────────┬───────────────┤
 *     │ format        │ shard         │  4 + 4
 *  16 ├───────────────┴───────────────┤
 *     │ log id (high, low)            │  16
 *  32 ├───────────────────────────────┤
 *     │ epoch                         │  8
 *  40 ├───────────────────────────────┤
 *     │ segment's first sequence      │  8   its own place:
 *  48 ├───────────────────────────────┤
 *     │ offset in the segment         │  8   a copy elsewhere is no frame
 *  56 ├───────────────────────────────┤
 *     │ first sequence                │  8
 *  64 ├───────────────────────────────┤
 *     │ log time, ms since 1970       │  8
 *  72 ├───────────────────────────────┤
 *     │ digest after the frame        │  8
 *  80 ├───────────────┬───────────────┤
 *     │ fact count    │ payload bytes │  4 + 4
 *  88 ├───────────────┼───────────────┤
 *     │ CRC before    │ CRC of 0..91  │  4 + 4
 *  96 ├───────────────┼───────────────┤
 *     │ CRC of all    │ zero          │  4 + 4
 * 104 ├───────────────┴───────────────┤
 *     │ payload, then zeros to the    │
 *     │ next block bound              │
 *     └───────────────────────────────┘
 * </pre>
 *
 * The header has a checksum of its own so that a frame with a torn body still tells its extent:
 * nothing inside that extent is looked at when later frames are searched for. "CRC of all" is the
 * CRC32C of bytes 0 to 95, the payload and the zeros behind it, so there is no byte of a frame that
 * may change unnoticed. The magic holds NUL, which text without control characters does not, and
 * FF, which no UTF-8 does: no string of a client can hold a frame.
 */
record FrameHeader(
    Origin origin,
    long epoch,
    long offset,
    long firstSequence,
    long timeMillis,
    long digestAfter,
    int factCount,
    int payloadBytes,
    int crcBefore,
    int crc) {

  static final int BYTES = 104;
  static final int FRAME_BYTES_MAX = Layout.aligned(BYTES + Frame.PAYLOAD_BYTES_MAX);

  private static final long MAGIC = 0x0A0D_00FF_0046_524DL; // read as bytes: M R F 00 FF 00 0D 0A
  private static final int CRC_BEFORE_AT = 88;
  private static final int HEADER_CRC_AT = 92;
  private static final int CRC_AT = 96;

  long lastSequence() {
    return firstSequence + factCount - 1;
  }

  int frameBytes() {
    return Layout.aligned(BYTES + payloadBytes);
  }

  /** All but the checksums, which {@link #seal} adds once the frame before is known. */
  static void write(ByteBuffer target, Origin origin, long epoch, long offset, Frame frame) {
    target
        .putLong(MAGIC)
        .putInt(Layout.FORMAT_HIGHEST)
        .putInt(origin.shard())
        .putLong(origin.id().high())
        .putLong(origin.id().low())
        .putLong(epoch)
        .putLong(origin.segmentFirst())
        .putLong(offset)
        .putLong(frame.firstSequence())
        .putLong(frame.timeMillis())
        .putLong(frame.digestAfter())
        .putInt(frame.factCount())
        .putInt(frame.payloadLength())
        .putInt(0)
        .putInt(0)
        .putLong(0);
  }

  /** Fills in the checksums of a frame that fills the buffer; returns the frame's own. */
  static int seal(ByteBuffer frame, int crcBefore) {
    frame.putInt(CRC_BEFORE_AT, crcBefore);
    frame.putInt(HEADER_CRC_AT, crcOf(frame, 0, HEADER_CRC_AT));
    int crc = crcOfAll(frame, 0, frame.limit());
    frame.putInt(CRC_AT, crc);
    return crc;
  }

  static boolean hasMagic(ByteBuffer bytes, int at) {
    return bytes.getLong(at) == MAGIC;
  }

  static boolean headerIsWhole(ByteBuffer bytes, int at) {
    return bytes.getInt(at + HEADER_CRC_AT) == crcOf(bytes, at, HEADER_CRC_AT);
  }

  static int formatOf(ByteBuffer bytes, int at) {
    return bytes.getInt(at + 8);
  }

  boolean isWhole(ByteBuffer bytes, int at) {
    return crc == crcOfAll(bytes, at, frameBytes());
  }

  static FrameHeader read(ByteBuffer bytes, int at) {
    LogId id = new LogId(bytes.getLong(at + 16), bytes.getLong(at + 24));
    return new FrameHeader(
        new Origin(id, bytes.getInt(at + 12), bytes.getLong(at + 40)),
        bytes.getLong(at + 32),
        bytes.getLong(at + 48),
        bytes.getLong(at + 56),
        bytes.getLong(at + 64),
        bytes.getLong(at + 72),
        bytes.getInt(at + 80),
        bytes.getInt(at + 84),
        bytes.getInt(at + CRC_BEFORE_AT),
        bytes.getInt(at + CRC_AT));
  }

  private static int crcOfAll(ByteBuffer bytes, int at, int frameBytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(at, CRC_AT));
    crc.update(bytes.slice(at + CRC_AT + 4, frameBytes - CRC_AT - 4));
    return (int) crc.getValue();
  }

  private static int crcOf(ByteBuffer bytes, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(at, length));
    return (int) crc.getValue();
  }
}
