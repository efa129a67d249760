package io.millrace.model;

/** What an order costs beside its goods. Only a merchant may name it. */
public record Charge(Kind kind, String label, long amount) {

  /** Numbers are on the wire: they never change and are never used again. */
  public enum Kind {
    SHIPPING(1),
    TAX(2),
    FEE(3),
    /** The only kind that may be negative. */
    ADJUSTMENT(4);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }
}
