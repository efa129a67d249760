package io.millrace.model;

/** 63 bits that rise with log time (see the engine's {@code Ids}). JSON carries them as strings. */
public record OrderId(long value) implements Comparable<OrderId> {
  public OrderId {
    if (value <= 0) {
      throw new IllegalArgumentException("an order id is a positive number");
    }
  }

  @Override
  public int compareTo(OrderId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
