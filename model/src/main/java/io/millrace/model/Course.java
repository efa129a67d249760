package io.millrace.model;

/** First axis of an order: where it is going. Numbers are on the wire. */
public enum Course {
  OPEN(1),
  CANCELLED(3),
  EXPIRED(4),
  COMPLETED(5);

  private final int number;

  Course(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
