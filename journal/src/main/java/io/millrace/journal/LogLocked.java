package io.millrace.journal;

/** Somebody else has this log open for writing. */
public final class LogLocked extends LogException {
  public LogLocked(String path) {
    super(
        "The log is open for writing elsewhere: "
            + path
            + " is locked. Stop the other process, or give this one its own directory.");
  }
}
