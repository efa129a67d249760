package io.millrace.model;

/** Why stock changed by hand. Numbers are on the wire: they never change. */
public enum MovementCause {
  RECEIVED(1),
  CORRECTED(2),
  DAMAGED(3),
  RETURNED(4);

  private final int number;

  MovementCause(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
