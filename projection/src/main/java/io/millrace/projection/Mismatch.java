package io.millrace.projection;

/** A fact does not follow from what the tables hold: one of the two is not what it should be. */
final class Mismatch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Mismatch(String message) {
    super(message);
  }
}
