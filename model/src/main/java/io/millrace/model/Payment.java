package io.millrace.model;

/** Second axis of an order: its money. Numbers are on the wire. */
public enum Payment {
  UNPAID(1),
  PAID(2);

  private final int number;

  Payment(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
