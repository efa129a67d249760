package io.millrace.proof.control;

import io.millrace.journal.Disk;
import io.millrace.journal.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** One class for each protection that the log has. */
final class CrookedDisks {
  private static final int BLOCK_BYTES = 4_096;

  /** Places in a frame; see docs/formats/log.md. */
  private static final long MAGIC = 0x0A0D_00FF_0046_524DL;

  private static final int HEADER_BYTES = 104;
  private static final int PAYLOAD_BYTES_AT = 84;
  private static final int CRC_BEFORE_AT = 88;
  private static final int HEADER_CRC_AT = 92;
  private static final int CRC_AT = 96;
  private static final int BEHIND_CRC_AT = 100;

  private CrookedDisks() {}

  /** Takes an fsync that failed for one that did not, as does whoever tries it again. */
  static final class WithoutFailures extends CrookedDisk {
    WithoutFailures(Disk disk) {
      super(disk);
    }

    @Override
    void force(String path, DiskFile file) throws IOException {
      try {
        file.force();
      } catch (IOException e) {
        file.force();
      }
    }
  }

  /** Does not force the copy of the last segment that an opening makes before it renames it. */
  static final class WithoutForcedCopies extends CrookedDisk {
    WithoutForcedCopies(Disk disk) {
      super(disk);
    }

    @Override
    void force(String path, DiskFile file) throws IOException {
      if (!path.endsWith(".log.tmp")) {
        file.force();
      }
    }
  }

  /** Finds every checksum right, for it puts the right one in its place. */
  static final class WithoutChecksums extends CrookedDisk {
    WithoutChecksums(Disk disk) {
      super(disk);
    }

    @Override
    void seen(String path, ByteBuffer bytes, int from, long position) {
      if (!path.endsWith(".log") || position % BLOCK_BYTES != 0) {
        return;
      }
      Frames frames = new Frames(bytes, from);
      boolean isPatched = false;
      int crc = 0;
      while (frames.next()) {
        if (isPatched) {
          frames.put(CRC_BEFORE_AT, crc);
        }
        isPatched |= !frames.isWhole();
        frames.seal();
        crc = frames.get(CRC_AT);
      }
    }
  }

  /** Sees nothing of a segment behind the first frame that fails its checksum. */
  static final class WithDamageForTorn extends CrookedDisk {
    private final Map<String, Long> ends = new HashMap<>();

    WithDamageForTorn(Disk disk) {
      super(disk);
    }

    @Override
    void seen(String path, ByteBuffer bytes, int from, long position) {
      if (!path.endsWith(".log") || position % BLOCK_BYTES != 0) {
        return;
      }
      Frames frames = new Frames(bytes, from);
      ends.remove(path);
      while (frames.next()) {
        if (!frames.isWhole()) {
          frames.blank();
          return;
        }
      }
    }
  }

  /** The frames that a buffer holds whole, in their order. */
  private static final class Frames {
    private final ByteBuffer bytes;
    private final int end;
    private int next;
    private int at;

    Frames(ByteBuffer read, int from) {
      this.bytes = read.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      this.end = read.position();
      this.next = from;
    }

    boolean next() {
      while (next + BLOCK_BYTES <= end) {
        at = next;
        int payload = bytes.getInt(at + PAYLOAD_BYTES_AT);
        boolean begins = bytes.getLong(at) == MAGIC && payload >= 0 && payload < 1 << 21;
        next += begins ? size() : BLOCK_BYTES;
        if (begins && next <= end) {
          return true;
        }
      }
      return false;
    }

    private int size() {
      int payload = bytes.getInt(at + PAYLOAD_BYTES_AT);
      return (HEADER_BYTES + payload + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }

    int get(int place) {
      return bytes.getInt(at + place);
    }

    void put(int place, int value) {
      bytes.putInt(at + place, value);
    }

    boolean isWhole() {
      return get(HEADER_CRC_AT) == crc(HEADER_CRC_AT, false) && get(CRC_AT) == crc(CRC_AT, true);
    }

    void seal() {
      put(HEADER_CRC_AT, crc(HEADER_CRC_AT, false));
      put(CRC_AT, crc(CRC_AT, true));
    }

    private int crc(int length, boolean withPayload) {
      CRC32C crc = new CRC32C();
      crc.update(bytes.slice(at, length));
      if (withPayload) {
        crc.update(bytes.slice(at + BEHIND_CRC_AT, size() - BEHIND_CRC_AT));
      }
      return (int) crc.getValue();
    }

    void blank() {
      for (int i = at; i < end; i++) {
        bytes.put(i, (byte) 0);
      }
    }
  }
}
