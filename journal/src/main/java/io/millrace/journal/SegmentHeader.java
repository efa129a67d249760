package io.millrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The first block of a segment, format 1, little endian.
 *
 * <pre>
 *   0 ┌───────────────────────────────┐
 *     │ magic  M R S 00 FF 00 0D 0A   │  8
 *   8 ├───────────────┬───────────────┤
 *     │ format        │ shard         │  4 + 4
 *  16 ├───────────────┴───────────────┤
 *     │ log id (high, low)            │  16
 *  32 ├───────────────────────────────┤
 *     │ epoch that wrote this header  │  8
 *  40 ├───────────────────────────────┤
 *     │ first sequence                │  8   also the file's name
 *  48 ├───────────────────────────────┤
 *     │ bytes of the whole file       │  8
 *  56 ├───────────────────────────────┤ ─┐
 *     │ last sequence                 │  8
 *  64 ├───────────────────────────────┤  │
 *     │ its epoch                     │  8
 *  72 ├───────────────────────────────┤  │ of the predecessor:
 *     │ its log time                  │  8 this seals it
 *  80 ├───────────────────────────────┤  │
 *     │ digest after it               │  8
 *  88 ├───────────────┬───────────────┤  │
 *     │ CRC of its    │ CRC of 0..91  │  4 + 4
 *     │ last frame    │               │
 *  96 ├───────────────┴───────────────┤ ─┘
 *     │ zeros to 4,096                │
 *     └───────────────────────────────┘
 * </pre>
 *
 * Magic, format and checksum stay where they are in every later format, so that any version can
 * tell a newer file from a damaged one.
 */
record SegmentHeader(Origin origin, long epoch, long segmentBytes, Link before) {

  /** Behind them, zeros to the end of the block. */
  static final int BYTES = 96;

  private static final long MAGIC = 0x0A0D_00FF_0053_524DL; // read as bytes: M R S 00 FF 00 0D 0A
  private static final int CRC_AT = 92;

  ByteBuffer toBlock() {
    ByteBuffer block = ByteBuffer.allocateDirect(Layout.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    block
        .putLong(MAGIC)
        .putInt(Layout.FORMAT_HIGHEST)
        .putInt(origin.shard())
        .putLong(origin.id().high())
        .putLong(origin.id().low())
        .putLong(epoch)
        .putLong(origin.segmentFirst())
        .putLong(segmentBytes)
        .putLong(before.sequence())
        .putLong(before.epoch())
        .putLong(before.timeMillis())
        .putLong(before.digest())
        .putInt(before.crc())
        .putInt(CRC_AT, crcOf(block));
    return block.clear();
  }

  /** Reads the header of a segment whose name says that it begins at the sequence. */
  static SegmentHeader read(ByteBuffer block, String file, long firstSequence) {
    if (block.remaining() < Layout.BLOCK_BYTES) {
      throw damaged(file, firstSequence, "the file ends inside the segment's header");
    }
    if (block.getLong(0) != MAGIC || block.getInt(CRC_AT) != crcOf(block)) {
      throw damaged(file, firstSequence, "the segment's header is not whole");
    }
    int version = block.getInt(8);
    if (!Layout.readable(version)) {
      throw new UnsupportedFormat(file, version, Layout.FORMAT_LOWEST, Layout.FORMAT_HIGHEST);
    }
    LogId id = new LogId(block.getLong(16), block.getLong(24));
    Link before =
        new Link(
            block.getLong(56),
            block.getInt(88),
            block.getLong(64),
            block.getLong(72),
            block.getLong(80));
    SegmentHeader header =
        new SegmentHeader(
            new Origin(id, block.getInt(12), block.getLong(40)),
            block.getLong(32),
            block.getLong(48),
            before);
    if (header.origin.segmentFirst() != firstSequence || before.sequence() != firstSequence - 1) {
      throw damaged(
          file,
          firstSequence,
          "the segment's header says it begins at %d, after %d"
              .formatted(header.origin.segmentFirst(), before.sequence()));
    }
    return header;
  }

  private static int crcOf(ByteBuffer block) {
    CRC32C crc = new CRC32C();
    crc.update(block.slice(0, CRC_AT));
    return (int) crc.getValue();
  }

  private static LogDamaged damaged(String file, long sequence, String reason) {
    return new LogDamaged(new BadPlace(file, 0, sequence, reason));
  }
}
