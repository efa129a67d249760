package io.millrace.model.refusal;

import io.millrace.model.SkuId;

/** Not enough is left. */
public record SoldOut(SkuId sku, long available) implements Refusal {
  @Override
  public Code code() {
    return Code.SOLD_OUT;
  }
}
