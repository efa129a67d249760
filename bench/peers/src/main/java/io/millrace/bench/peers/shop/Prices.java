package io.millrace.bench.peers.shop;

import java.util.Map;

/** What each SKU costs, kept in the program as a shop that is in a hurry keeps it. */
public final class Prices {

  public static final String CURRENCY = "CNY";

  /** Read once, at the start. */
  public static final String QUERY = "SELECT sku, price FROM stock";

  private final Map<String, Long> bySku;

  public Prices(Map<String, Long> bySku) {
    this.bySku = Map.copyOf(bySku);
  }

  long of(String sku) {
    Long price = bySku.get(sku);
    if (price == null) {
      throw Refused.skuUnknown(sku);
    }
    return price;
  }
}
