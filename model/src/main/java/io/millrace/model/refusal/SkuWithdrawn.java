package io.millrace.model.refusal;

import io.millrace.model.SkuId;

/** The SKU is not on sale. */
public record SkuWithdrawn(SkuId sku) implements Refusal {
  @Override
  public Code code() {
    return Code.SKU_WITHDRAWN;
  }
}
