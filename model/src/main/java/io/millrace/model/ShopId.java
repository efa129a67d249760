package io.millrace.model;

/** A shop's name: the tenant, and the unit that lives in exactly one shard. */
public record ShopId(String value) {
  public ShopId {
    Names.require("a shop id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
