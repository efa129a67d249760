package io.millrace.model.refusal;

import io.millrace.model.ShopId;

/** No such shop. */
public record ShopUnknown(ShopId shop) implements Refusal {
  @Override
  public Code code() {
    return Code.SHOP_UNKNOWN;
  }
}
