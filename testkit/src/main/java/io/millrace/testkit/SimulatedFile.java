package io.millrace.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/** A file's contents twice: in the page cache, where everybody reads, and on the platter. */
final class SimulatedFile {

  /** What a device writes at one stroke. */
  private static final int SECTOR_BYTES = 512;

  private byte[] cache = new byte[0];
  private int cacheLength;
  private byte[] platter = new byte[0];
  private int platterLength;
  private final BitSet dirty = new BitSet();

  int length() {
    return cacheLength;
  }

  void read(ByteBuffer target, long position) {
    int count = Math.clamp(cacheLength - position, 0, target.remaining());
    target.put(cache, (int) Math.min(position, cacheLength), count);
  }

  void write(ByteBuffer source, long position) {
    int end = (int) position + source.remaining();
    if (end > cache.length) {
      cache = Arrays.copyOf(cache, end);
    }
    dirty.set((int) position / SECTOR_BYTES, (end + SECTOR_BYTES - 1) / SECTOR_BYTES);
    cacheLength = Math.max(cacheLength, end);
    source.get(cache, (int) position, source.remaining());
  }

  void force() {
    dirty.stream().forEach(this::settle);
    dirty.clear();
    platterLength = cacheLength;
  }

  /** As Linux does it: the pages count as clean afterwards, so no later force writes them. */
  void failForce() {
    dirty.clear();
  }

  /**
   * Some of what was not forced arrives, in any order, whole sectors only; the cache is gone.
   *
   * @return how many sectors did not arrive
   */
  int losePower(SplitMix chance) {
    int lost = 0;
    int kind = chance.below(5);
    int middle = dirty.length() == 0 ? 0 : chance.below(dirty.length());
    for (int sector = dirty.nextSetBit(0); sector >= 0; sector = dirty.nextSetBit(sector + 1)) {
      boolean arrives =
          switch (kind) {
            case 0 -> false;
            case 1 -> true;
            case 2 -> sector < middle;
            case 3 -> sector >= middle;
            default -> chance.coin();
          };
      if (arrives) {
        settle(sector);
      } else {
        lost++;
      }
    }
    dirty.clear();
    cache = Arrays.copyOf(platter, platterLength);
    cacheLength = platterLength;
    return lost;
  }

  private void settle(int sector) {
    int from = sector * SECTOR_BYTES;
    int end = Math.min(from + SECTOR_BYTES, cacheLength);
    if (end > platter.length) {
      platter = Arrays.copyOf(platter, Math.max(end, cacheLength));
    }
    System.arraycopy(cache, from, platter, from, end - from);
    platterLength = Math.max(platterLength, end);
  }

  /** For tests that damage what lies there, in the cache and on the platter alike. */
  void overwrite(byte[] contents) {
    cache = contents.clone();
    cacheLength = contents.length;
    dirty.clear();
    dirty.set(0, (contents.length + SECTOR_BYTES - 1) / SECTOR_BYTES);
    platterLength = contents.length;
    platter = contents.clone();
    dirty.clear();
  }

  byte[] contents() {
    return Arrays.copyOf(cache, cacheLength);
  }
}
