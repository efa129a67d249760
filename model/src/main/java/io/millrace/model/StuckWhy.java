package io.millrace.model;

/** In which state an order has stood too long. Numbers are on the wire. */
public enum StuckWhy {
  /** It is paid, and not all of it has been sent. */
  UNSHIPPED(1),
  /** All of it has been sent, and nobody has said that it arrived or is complete. */
  UNCOMPLETED(2);

  private final int number;

  StuckWhy(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
