package io.millrace.model.refusal;

import io.millrace.model.SkuId;

/** No such SKU; inBody says that it was named by an order, not by the path. */
public record SkuUnknown(SkuId sku, boolean inBody) implements Refusal {
  @Override
  public Code code() {
    return Code.SKU_UNKNOWN;
  }
}
