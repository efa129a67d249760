package io.millrace.model.refusal;

import io.millrace.model.SkuId;

/** The buyer has ordered as many as one may. */
public record BuyerLimitReached(SkuId sku, int limit, long counted) implements Refusal {
  @Override
  public Code code() {
    return Code.BUYER_LIMIT_REACHED;
  }
}
