package io.millrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
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
 *     │ ancestors     │ CRC of them   │  4 + 4
 * 104 ├───────────────┴───────────────┤ ─┐
 *     │ log id (high, low)            │  16   for each, the
 *     ├───────────────────────────────┤  │    nearest first
 *     │ last sequence that both hold  │  8
 *     ├───────────────────────────────┤ ─┘
 *     │ zeros to 4,096                │
 *     └───────────────────────────────┘
 * </pre>
 *
 * A log that is no restored copy has no ancestors, and zeros from byte 96 on. The checksum of
 * ancestors is of their number and of all that is said of them.
 *
 * <p>Magic, format and checksum stay where they are in every later format, so that any version can
 * tell a newer file from a damaged one.
 */
record SegmentHeader(Origin origin, long epoch, long segmentBytes, Link before, Lineage lineage) {

  private static final int LINEAGE_AT = 96;
  private static final int LINEAGE_CRC_AT = 100;
  private static final int ANCESTORS_AT = 104;
  private static final int ANCESTOR_BYTES = 24;

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
    putLineage(block);
    return block.clear();
  }

  private void putLineage(ByteBuffer block) {
    int count = lineage.ancestors().size();
    if (count == 0) {
      return;
    }
    block.position(ANCESTORS_AT);
    for (Lineage.Ancestor ancestor : lineage.ancestors()) {
      block
          .putLong(ancestor.id().high())
          .putLong(ancestor.id().low())
          .putLong(ancestor.lastSequence());
    }
    block.putInt(LINEAGE_AT, count).putInt(LINEAGE_CRC_AT, lineageCrcOf(block, count));
  }

  /** How much of its block the header takes; behind it stand zeros. */
  int bytes() {
    int count = lineage.ancestors().size();
    return count == 0 ? LINEAGE_AT : ANCESTORS_AT + count * ANCESTOR_BYTES;
  }

  /**
   * What is wrong if this header is to follow the other; empty if nothing is. A log goes on in
   * itself, or in a restored copy of itself, which says where it left it.
   */
  String objectionBehind(SegmentHeader former) {
    LogId id = origin.id();
    boolean goesOn = id.equals(former.origin.id()) && lineage.equals(former.lineage);
    boolean leaves = lineage.equals(former.lineage.from(former.origin.id(), before.sequence()));
    if (origin.shard() != former.origin.shard() || !(goesOn || leaves)) {
      return "the segment belongs to another log";
    }
    if (epoch < former.epoch) {
      return "the epoch goes down from %d to %d".formatted(former.epoch, epoch);
    }
    return "";
  }

  /** Whether a position, in this log or in one that it goes on from, lies before this segment. */
  boolean isBehind(LogId log, long sequence) {
    return origin.id().equals(log) || lineage.holds(log, sequence);
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
            before,
            readLineage(block, file, firstSequence));
    if (header.origin.segmentFirst() != firstSequence || before.sequence() != firstSequence - 1) {
      throw damaged(
          file,
          firstSequence,
          "the segment's header says it begins at %d, after %d"
              .formatted(header.origin.segmentFirst(), before.sequence()));
    }
    return header;
  }

  private static Lineage readLineage(ByteBuffer block, String file, long firstSequence) {
    int count = block.getInt(LINEAGE_AT);
    int crc = block.getInt(LINEAGE_CRC_AT);
    if (count == 0 && crc == 0) {
      return Lineage.NONE;
    }
    if (count < 1 || count > Lineage.ANCESTORS_MAX || crc != lineageCrcOf(block, count)) {
      throw damaged(
          file, firstSequence, "what the header says of the log's ancestors is not whole");
    }
    List<Lineage.Ancestor> ancestors = new ArrayList<>();
    for (int at = ANCESTORS_AT; ancestors.size() < count; at += ANCESTOR_BYTES) {
      LogId id = new LogId(block.getLong(at), block.getLong(at + 8));
      ancestors.add(new Lineage.Ancestor(id, block.getLong(at + 16)));
    }
    return new Lineage(ancestors);
  }

  private static int lineageCrcOf(ByteBuffer block, int count) {
    CRC32C crc = new CRC32C();
    crc.update(block.slice(LINEAGE_AT, Integer.BYTES));
    crc.update(block.slice(ANCESTORS_AT, count * ANCESTOR_BYTES));
    return (int) crc.getValue();
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
