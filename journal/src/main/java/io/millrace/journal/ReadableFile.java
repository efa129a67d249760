package io.millrace.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that can be read at any place: a file, or what a packed file unpacks to. */
public interface ReadableFile extends Closeable {

  long size() throws IOException;

  /** Fills the buffer from the position on; stops short only at the end. */
  void read(ByteBuffer target, long position) throws IOException;

  @Override
  void close() throws IOException;
}
