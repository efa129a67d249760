package io.millrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file, with a channel of its own. */
public interface DiskFile extends AutoCloseable {

  long size() throws IOException;

  /** Fills the buffer from the position on; stops short only at the end of the file. */
  void read(ByteBuffer target, long position) throws IOException;

  /** Writes all that remains in the buffer. */
  void write(ByteBuffer source, long position) throws IOException;

  /** Returns when the contents and the length are on the device. Never to be retried. */
  void force() throws IOException;

  @Override
  void close() throws IOException;
}
