package io.millrace.model.wire;

/** Bytes that this build cannot take for facts: damaged, or written by a later release. */
public final class UnreadableFacts extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableFacts(String message) {
    super(message);
  }

  public UnreadableFacts(String message, Throwable cause) {
    super(message, cause);
  }
}
