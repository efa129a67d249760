package io.millrace.journal;

/** What segments and frames have in common. The whole format is drawn in docs/formats/log.md. */
final class Layout {

  /**
   * Frames begin on these bounds, so that no write touches a block that holds acknowledged bytes:
   * it is the page of the page cache and the largest block that common devices write at one stroke.
   */
  static final int BLOCK_BYTES = 4_096;

  static final int FORMAT_LOWEST = 1;
  static final int FORMAT_HIGHEST = 1;

  private Layout() {}

  static int aligned(int bytes) {
    return (bytes + BLOCK_BYTES - 1) & -BLOCK_BYTES;
  }

  static boolean readable(int version) {
    return version >= FORMAT_LOWEST && version <= FORMAT_HIGHEST;
  }
}
