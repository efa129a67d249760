package io.millrace.model.refusal;

import io.millrace.model.SkuId;

/** The units are held or sold. */
public record StockCommitted(SkuId sku, long available) implements Refusal {
  @Override
  public Code code() {
    return Code.STOCK_COMMITTED;
  }
}
