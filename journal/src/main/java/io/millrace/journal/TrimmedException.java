package io.millrace.journal;

/** The log no longer holds what was asked for: it begins later. */
public final class TrimmedException extends LogException {
  public TrimmedException(long fromSequence, long firstSequence) {
    super(
        "Sequence %d was trimmed: the log begins at %d. Rebuild from a snapshot; if the archive lies elsewhere, say where."
            .formatted(fromSequence, firstSequence));
  }
}
