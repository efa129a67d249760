package io.millrace.model.read;

/** The read model cannot be asked now: its database is away, or it was not begun yet. */
public final class ReadModelUnavailable extends Exception {
  private static final long serialVersionUID = 1L;

  public ReadModelUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  public ReadModelUnavailable(String message) {
    super(message);
  }
}
