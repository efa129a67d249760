package io.millrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file, with a channel of its own. */
public interface DiskFile extends ReadableFile {

  /** Writes all that remains in the buffer. */
  void write(ByteBuffer source, long position) throws IOException;

  /** Returns when the contents and the length are on the device. Never to be retried. */
  void force() throws IOException;
}
