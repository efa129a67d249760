package io.millrace.journal;

import org.jspecify.annotations.Nullable;

/** What lies at a place where a frame may begin, judged by itself alone. */
sealed interface Probe {

  /** A frame whose every byte is as written, and which belongs here. */
  record Whole(FrameHeader header) implements Probe {}

  /** The block is zero, or the file ends. */
  record Blank() implements Probe {}

  /**
   * Not a whole frame.
   *
   * @param header if the header is whole and only the body is not: then the extent is known
   */
  record Torn(String reason, @Nullable FrameHeader header) implements Probe {}

  /** A whole header that nobody can have written here: no crash leaves that. */
  record Foreign(String reason) implements Probe {}
}
