package io.millrace.journal;

import org.jspecify.annotations.Nullable;

/**
 * What was found when a log was opened for writing.
 *
 * @param created there was no log before
 * @param segments files that hold the log, with the one that is written to
 * @param framesCopied whole frames of the last segment, which were copied before they were trusted
 * @param last the last fact's sequence and what the log says about it
 * @param cut the torn tail that was left out of the copy, if there was one
 * @param left the log that this one was a restored copy of and has now left, behind the last fact
 */
public record Opening(
    boolean created,
    int segments,
    long framesCopied,
    long bytesCopied,
    Last last,
    @Nullable Cut cut,
    @Nullable LogId left) {

  /** Zeros when the log is empty. */
  public record Last(long sequence, long timeMillis, long digest) {}

  /**
   * The remains of a frame whose force never returned: nobody was told that it is durable.
   *
   * @param firstSequence the first sequence that is lost with it
   */
  public record Cut(String segment, long offset, long bytes, long firstSequence) {}
}
