package io.millrace.model;

/** What becomes of tasks whose time came while the node stood. Numbers are on the wire. */
public enum PastDue {
  /** They are due at once. */
  FIRE(1),
  /** They become due over the next minutes. */
  SPREAD(2),
  /** They are given up. */
  DROP(3);

  private final int number;

  PastDue(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
