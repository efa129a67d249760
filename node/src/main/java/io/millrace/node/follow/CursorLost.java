package io.millrace.node.follow;

/** The log does not contain a cursor, or no longer what follows it. */
public final class CursorLost extends Exception {
  private static final long serialVersionUID = 1L;

  CursorLost(String message) {
    super(message);
  }
}
