package io.millrace.journal;

/** Everything a log can say no with, apart from the disk's own errors while it is opened. */
public abstract sealed class LogException extends RuntimeException
    permits LogFailed,
        LogDamaged,
        SnapshotDamaged,
        LogLocked,
        UnsupportedFormat,
        TrimmedException,
        AheadOfLogException,
        OtherHistory,
        ManifestDamaged {

  LogException(String message, Throwable cause) {
    super(message, cause);
  }

  LogException(String message) {
    super(message);
  }
}
