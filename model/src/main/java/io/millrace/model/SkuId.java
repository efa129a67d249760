package io.millrace.model;

/** The name of a thing a shop sells. */
public record SkuId(String value) {
  public SkuId {
    Names.require("a SKU id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
