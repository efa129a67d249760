package io.millrace.model;

/** The summary of the three axes; computed, never set. Numbers are on the wire. */
public enum OrderStatus {
  PENDING_PAYMENT(1),
  PAID(3),
  SHIPPED(4),
  COMPLETED(5),
  CANCELLED(6),
  EXPIRED(7);

  private final int number;

  OrderStatus(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** The one table from axes to status. */
  public static OrderStatus of(Course course, Payment payment, Fulfilment fulfilment) {
    return switch (course) {
      case CANCELLED -> CANCELLED;
      case EXPIRED -> EXPIRED;
      case COMPLETED -> COMPLETED;
      case OPEN ->
          switch (payment) {
            case UNPAID -> PENDING_PAYMENT;
            case PAID ->
                switch (fulfilment) {
                  case NONE, PARTIAL -> PAID;
                  case SHIPPED, DELIVERED -> SHIPPED;
                };
          };
    };
  }
}
