package io.millrace.node;

/** The node must not start like this; the message says what to do about it. */
public final class StartRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  StartRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Why not. */
  public enum Reason {
    /** The log was made for another number of shards. */
    SHARDS,
    /** The wall clock is further ahead of the log than was allowed. */
    CLOCK,
    /** The disk failed before anything was served. */
    STORAGE,
    /** The log's facts cannot be read or do not lead to the states they say. */
    DATA
  }
}
