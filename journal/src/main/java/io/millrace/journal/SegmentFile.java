package io.millrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Makes files full of zeros, so that later writes change no length and need no new blocks. */
final class SegmentFile {

  /**
   * How much is written before it is forced. A force of the log waits for what is under way on the
   * device; in small steps it waits for little.
   */
  static final int STEP_BYTES = 1 << 20;

  private SegmentFile() {}

  /** Writes zeros from one position to another and forces all that was written to the file. */
  static void fill(DiskFile file, long from, long end) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(STEP_BYTES, end - from));
    long at = from;
    do {
      int length = (int) Math.min(zeros.capacity(), end - at);
      file.write(zeros.clear().limit(length), at);
      file.force();
      at += length;
    } while (at < end);
  }
}
