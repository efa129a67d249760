package io.millrace.engine.snapshot;

import java.io.Serial;

/** A snapshot does not lead to a state: it is of another build, or not one of ours. */
public final class UnreadableState extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public UnreadableState(String message) {
    super(message);
  }

  public UnreadableState(String message, Throwable cause) {
    super(message, cause);
  }
}
