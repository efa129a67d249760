package io.millrace.model;

/** Third axis of an order: its goods. Numbers are on the wire. */
public enum Fulfilment {
  NONE(1),
  PARTIAL(2),
  SHIPPED(3),
  DELIVERED(4);

  private final int number;

  Fulfilment(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
