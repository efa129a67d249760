package io.millrace.journal;

import org.jspecify.annotations.Nullable;

/** Reads durable frames in order. Owned by one thread at a time. */
public interface FrameReader extends AutoCloseable {

  /**
   * The next frame, or null at the durable end; it may be called again when more is durable.
   *
   * @throws LogDamaged if what lies there is not the frame that was written
   * @throws TrimmedException if the reader was overtaken by a trim
   */
  @Nullable StoredFrame next();

  @Override
  void close();
}
