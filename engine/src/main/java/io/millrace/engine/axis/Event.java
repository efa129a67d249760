package io.millrace.engine.axis;

/** What can happen to an order. */
public enum Event {
  MARKED_PAID("marked paid"),
  CANCELLED("cancelled"),
  EXPIRED("not paid by its deadline"),
  PART_SHIPPED("a part shipped"),
  REST_SHIPPED("all or the rest shipped"),
  PARCEL_DELIVERED("a parcel delivered"),
  LAST_DELIVERED("the last parcel delivered"),
  COMPLETED("completed");

  private final String words;

  Event(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
