package io.millrace.journal;

/**
 * A write or a force failed, or the log was closed. What became of the frame is not known until the
 * log is opened again, which reads what the disk really holds.
 */
public final class LogFailed extends LogException {
  public LogFailed(String message, Throwable cause) {
    super(message, cause);
  }

  public LogFailed(String message) {
    super(message);
  }
}
