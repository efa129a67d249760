package io.millrace.node;

/** The two clocks of a machine. The node reads no others; a test turns them by hand. */
public interface Clock {

  /** The civil time in milliseconds since 1970: may jump either way. */
  long wallMillis();

  /** Never goes back and never jumps; its zero means nothing. */
  long monotonicNanos();
}
