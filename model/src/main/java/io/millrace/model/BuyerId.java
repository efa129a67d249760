package io.millrace.model;

/** The name under which a shop knows a buyer. Opaque: it must not be a mail address or a number. */
public record BuyerId(String value) {
  public BuyerId {
    Names.require("a buyer id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
