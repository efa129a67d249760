package io.millrace.journal;

/** A backup cannot go on from what lies in its directory: that is not the past of this log. */
public final class OtherHistory extends LogException {
  OtherHistory(String directory, String reason) {
    super(
        "The backup in %s is not of this log's past: %s. Nothing of it was changed. Name an empty directory."
            .formatted(directory, reason));
  }
}
