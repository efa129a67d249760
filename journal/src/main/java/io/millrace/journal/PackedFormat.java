package io.millrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A packed segment, format 1, little endian. Unpacked it is the segment byte for byte, up to the
 * end of its last frame.
 *
 * <pre>
 *   0 ┌───────────────────────────────┐
 *     │ magic  M R A 00 FF 00 0D 0A   │  8
 *   8 ├───────────────┬───────────────┤
 *     │ format        │ shard         │  4 + 4
 *  16 ├───────────────┴───────────────┤
 *     │ log id (high, low)            │  16
 *  32 ├───────────────────────────────┤
 *     │ epoch of the segment's header │  8
 *  40 ├───────────────────────────────┤
 *     │ first sequence                │  8   also the file's name
 *  48 ├───────────────────────────────┤ ─┐
 *     │ last sequence                 │  8
 *  56 ├───────────────────────────────┤  │
 *     │ its epoch                     │  8   of its last frame:
 *  64 ├───────────────────────────────┤  │   what the next segment's
 *     │ its log time                  │  8   header names, too
 *  72 ├───────────────────────────────┤  │
 *     │ digest after it               │  8
 *  80 ├───────────────┬───────────────┤  │
 *     │ CRC of it     │ CRC of 0..83  │  4 + 4
 *  88 ├───────────────┴───────────────┤ ─┘
 *     │ blocks: each 64 KiB of the    │
 *     │ segment, deflated by itself   │
 *     ├───────────────────────────────┤ ─┐
 *     │ place in this file            │  8
 *     ├───────────────┬───────────────┤  │
 *     │ packed bytes  │ CRC of them   │  4 + 4
 *     ├───────────────┴───────────────┤  │ the index: such an
 *     │ offset of the first frame     │  8 entry for each block
 *     │ that begins in it or behind   │  │
 *     ├───────────────────────────────┤  │
 *     │ that frame's first sequence   │  8
 *     ├───────────────────────────────┤  │
 *     │ epoch of the frame before it  │  8
 *     ├───────────────┬───────────────┤  │
 *     │ CRC before it │                  4
 *     ├───────────────┴───────────────┤ ─┤
 *     │ magic  M R I 00 FF 00 0D 0A   │  8
 *     ├───────────────────────────────┤  │
 *     │ place of the index            │  8
 *     ├───────────────────────────────┤  │ the closing
 *     │ bytes unpacked                │  8
 *     ├───────────────┬───────────────┤  │
 *     │ blocks        │ CRC of index  │  4 + 4
 *     ├───────────────┼───────────────┘ ─┘
 *     │ CRC of these  │                  4   end of the file
 *     └───────────────┘
 * </pre>
 *
 * The header stands alone so that the last log time is known from one small read: that is all that
 * deleting by age asks for.
 */
final class PackedFormat {

  static final int FORMAT_LOWEST = 1;
  static final int FORMAT_HIGHEST = 1;

  /** Twice the reach of deflate's window: larger ones pack hardly better and cost every look. */
  static final int BLOCK_BYTES = 64 << 10;

  static final int HEADER_BYTES = 88;
  static final int ENTRY_BYTES = 44;
  static final int CLOSING_BYTES = 36;

  private static final long MAGIC = 0x0A0D_00FF_0041_524DL; // read as bytes: M R A 00 FF 00 0D 0A
  private static final long CLOSING_MAGIC = 0x0A0D_00FF_0049_524DL; // M R I 00 FF 00 0D 0A
  private static final int HEADER_CRC_AT = 84;
  private static final int CLOSING_CRC_AT = 32;

  private PackedFormat() {}

  /**
   * Whose segment it is, and where it ends.
   *
   * @param epoch of the segment's header
   */
  record Header(Origin origin, long epoch, Link last) {}

  /** A block, and how to walk from it: the frame that begins in it or behind, and its link. */
  record Entry(long place, int packedBytes, int crc, long frameOffset, Link before) {

    long firstSequence() {
      return before.sequence() + 1;
    }
  }

  /** Where the index lies, and what it is of. */
  record Closing(long indexPlace, long unpackedBytes, int blocks, int indexCrc) {}

  static ByteBuffer header(Header header) {
    Link last = header.last();
    ByteBuffer bytes = buffer(HEADER_BYTES);
    bytes
        .putLong(MAGIC)
        .putInt(FORMAT_HIGHEST)
        .putInt(header.origin().shard())
        .putLong(header.origin().id().high())
        .putLong(header.origin().id().low())
        .putLong(header.epoch())
        .putLong(header.origin().segmentFirst())
        .putLong(last.sequence())
        .putLong(last.epoch())
        .putLong(last.timeMillis())
        .putLong(last.digest())
        .putInt(last.crc());
    return bytes.putInt(crcOf(bytes.slice(0, HEADER_CRC_AT))).flip();
  }

  static Header readHeader(ByteBuffer bytes, String file, long first) {
    if (bytes.remaining() < HEADER_BYTES) {
      throw damaged(file, 0, first, "the file ends inside its header");
    }
    if (bytes.getLong(0) != MAGIC
        || bytes.getInt(HEADER_CRC_AT) != crcOf(bytes.slice(0, HEADER_CRC_AT))) {
      throw damaged(file, 0, first, "the packed segment's header is not whole");
    }
    int version = bytes.getInt(8);
    if (version < FORMAT_LOWEST || version > FORMAT_HIGHEST) {
      throw new UnsupportedFormat(file, version, FORMAT_LOWEST, FORMAT_HIGHEST);
    }
    if (bytes.getLong(40) != first) {
      throw damaged(file, 0, first, "its header says it begins at " + bytes.getLong(40));
    }
    Origin origin =
        new Origin(new LogId(bytes.getLong(16), bytes.getLong(24)), bytes.getInt(12), first);
    Link last =
        new Link(
            bytes.getLong(48),
            bytes.getInt(80),
            bytes.getLong(56),
            bytes.getLong(64),
            bytes.getLong(72));
    return new Header(origin, bytes.getLong(32), last);
  }

  /** The index and the closing behind it, as they end the file. */
  static ByteBuffer ending(long indexPlace, long unpackedBytes, List<Entry> entries) {
    ByteBuffer bytes = buffer(entries.size() * ENTRY_BYTES + CLOSING_BYTES);
    for (Entry entry : entries) {
      bytes
          .putLong(entry.place())
          .putInt(entry.packedBytes())
          .putInt(entry.crc())
          .putLong(entry.frameOffset())
          .putLong(entry.firstSequence())
          .putLong(entry.before().epoch())
          .putInt(entry.before().crc());
    }
    int indexBytes = bytes.position();
    bytes
        .putLong(CLOSING_MAGIC)
        .putLong(indexPlace)
        .putLong(unpackedBytes)
        .putInt(entries.size())
        .putInt(crcOf(bytes.slice(0, indexBytes)));
    return bytes.putInt(crcOf(bytes.slice(indexBytes, CLOSING_CRC_AT))).flip();
  }

  static Closing readClosing(ByteBuffer bytes, String file, long first, long fileBytes) {
    long place = fileBytes - CLOSING_BYTES;
    if (bytes.remaining() < CLOSING_BYTES
        || bytes.getLong(0) != CLOSING_MAGIC
        || bytes.getInt(CLOSING_CRC_AT) != crcOf(bytes.slice(0, CLOSING_CRC_AT))) {
      throw damaged(file, Math.max(place, 0), first, "the packed segment's end is not whole");
    }
    Closing closing =
        new Closing(bytes.getLong(8), bytes.getLong(16), bytes.getInt(24), bytes.getInt(28));
    if (closing.indexPlace() + (long) closing.blocks() * ENTRY_BYTES != place) {
      throw damaged(file, place, first, "bytes are missing before the packed segment's end");
    }
    return closing;
  }

  static List<Entry> readIndex(ByteBuffer bytes, String file, long first, Closing closing) {
    if (closing.indexCrc() != crcOf(bytes.duplicate())) {
      throw damaged(file, closing.indexPlace(), first, "the index fails its checksum");
    }
    List<Entry> entries = new ArrayList<>(closing.blocks());
    for (int at = 0; at < bytes.limit(); at += ENTRY_BYTES) {
      Link before =
          new Link(bytes.getLong(at + 24) - 1, bytes.getInt(at + 40), bytes.getLong(at + 32), 0, 0);
      entries.add(
          new Entry(
              bytes.getLong(at),
              bytes.getInt(at + 8),
              bytes.getInt(at + 12),
              bytes.getLong(at + 16),
              before));
    }
    return entries;
  }

  static int crcOf(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static LogDamaged damaged(String file, long offset, long sequence, String reason) {
    return new LogDamaged(new BadPlace(file, offset, sequence, reason));
  }
}
