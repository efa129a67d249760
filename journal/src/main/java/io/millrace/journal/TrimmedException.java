package io.millrace.journal;

/** The log no longer holds what was asked for: it begins later. */
public final class TrimmedException extends LogException {
  public TrimmedException(long fromSequence, long firstSequence) {
    super(
        "Sequence %d was trimmed: the log begins at %d. Rebuild from a snapshot or from the archive."
            .formatted(fromSequence, firstSequence));
  }
}
