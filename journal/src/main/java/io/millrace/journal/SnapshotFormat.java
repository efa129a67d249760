package io.millrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A snapshot file, format 1, little endian.
 *
 * <pre>
 *   0 ┌───────────────────────────────┐
 *     │ magic  M R P 00 FF 00 0D 0A   │  8
 *   8 ├───────────────┬───────────────┤
 *     │ format        │ shard         │  4 + 4
 *  16 ├───────────────┴───────────────┤
 *     │ log id (high, low)            │  16
 *  32 ├───────────────────────────────┤
 *     │ epoch of the last frame in it │  8
 *  40 ├───────────────────────────────┤
 *     │ sequence of the last fact     │  8   also the file's name
 *  48 ├───────────────────────────────┤
 *     │ log time of that frame        │  8
 *  56 ├───────────────────────────────┤
 *     │ digest of the state           │  8
 *  64 ├───────────────┬───────────────┤
 *     │ level         │ CRC of 0..67  │  4 + 4
 *  72 ├───────────────┼───────────────┤ ─┐
 *     │ bytes, 1..1 M │ CRC           │  4 + 4   of the block's number, counted
 *     ├───────────────┴───────────────┤  │       from 0, its bytes, its payload
 *     │ payload                       │  │ a block; as many as there are
 *     ├───────────────┬───────────────┤ ─┤
 *     │ 0: the end    │ CRC, likewise │  4 + 4
 *     ├───────────────┴───────────────┤  │ the closing block
 *     │ number of blocks before it    │  8
 *     ├───────────────────────────────┤  │
 *     │ bytes of their payload        │  8
 *     ├───────────────┬───────────────┤ ─┘
 *     │ CRC of all before this block  │  4
 *     └───────────────┘ end of the file
 * </pre>
 *
 * Each block's checksum finds damage before its bytes are believed; its number finds blocks that
 * changed places. The closing block finds what is missing.
 */
final class SnapshotFormat {

  static final int FORMAT_LOWEST = 1;
  static final int FORMAT_HIGHEST = 1;

  static final int HEADER_BYTES = 72;
  static final int BLOCK_HEAD_BYTES = 8;
  static final int CLOSING_BYTES = 20;

  private static final long MAGIC = 0x0A0D_00FF_0050_524DL; // read as bytes: M R P 00 FF 00 0D 0A
  private static final int CRC_AT = 68;

  private SnapshotFormat() {}

  static ByteBuffer header(SnapshotMark mark) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header
        .putLong(MAGIC)
        .putInt(FORMAT_HIGHEST)
        .putInt(mark.shard())
        .putLong(mark.log().high())
        .putLong(mark.log().low())
        .putLong(mark.epoch())
        .putLong(mark.sequence())
        .putLong(mark.timeMillis())
        .putLong(mark.digest())
        .putInt(mark.level());
    return header.putInt(crcOf(header.slice(0, CRC_AT))).flip();
  }

  /** Reads the header of a file whose name says that it is of the sequence. */
  static SnapshotMark readHeader(ByteBuffer header, String file, long sequence) {
    if (header.remaining() < HEADER_BYTES) {
      throw damaged(file, 0, sequence, "the file ends inside its header");
    }
    if (header.getLong(0) != MAGIC || header.getInt(CRC_AT) != crcOf(header.slice(0, CRC_AT))) {
      throw damaged(file, 0, sequence, "its header is not whole");
    }
    int version = header.getInt(8);
    if (version < FORMAT_LOWEST || version > FORMAT_HIGHEST) {
      throw new UnsupportedFormat(file, version, FORMAT_LOWEST, FORMAT_HIGHEST);
    }
    if (header.getLong(40) != sequence) {
      throw damaged(file, 0, sequence, "it says it is of sequence " + header.getLong(40));
    }
    return new SnapshotMark(
        new LogId(header.getLong(16), header.getLong(24)),
        header.getInt(12),
        header.getLong(32),
        sequence,
        header.getLong(48),
        header.getLong(56),
        header.getInt(64));
  }

  /** Of the payload between position and limit, as block number so-and-so. */
  static int blockCrc(long number, int length, ByteBuffer payload) {
    ByteBuffer place =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    place.putLong(number).putInt(length).flip();
    CRC32C crc = new CRC32C();
    crc.update(place);
    crc.update(payload.duplicate());
    return (int) crc.getValue();
  }

  static SnapshotDamaged damaged(String file, long offset, long sequence, String reason) {
    return new SnapshotDamaged(new BadPlace(file, offset, sequence, reason));
  }

  private static int crcOf(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
