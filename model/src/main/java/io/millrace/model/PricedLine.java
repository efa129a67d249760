package io.millrace.model;

/**
 * A line as it was priced; frozen when it stands in an order.
 *
 * @param counted whether its units count against the buyer's limit for the SKU, and so return when
 *     the order closes unpaid
 */
public record PricedLine(SkuId sku, String name, int quantity, long unitPrice, boolean counted) {

  /** Never overflows: {@code decide} refuses what would. */
  public long total() {
    return quantity * unitPrice;
  }
}
