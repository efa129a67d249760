package io.millrace.journal;

/** The asker has seen more than the log holds, so the two do not belong together. */
public final class AheadOfLogException extends LogException {
  public AheadOfLogException(long fromSequence, long lastSequence) {
    super(
        "Sequence %d is ahead of the log, which ends at %d: the log was restored to an earlier state or is another one. Rebuild the follower."
            .formatted(fromSequence, lastSequence));
  }
}
