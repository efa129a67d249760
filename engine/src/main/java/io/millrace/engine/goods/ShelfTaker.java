package io.millrace.engine.goods;

import io.millrace.model.ShopId;
import io.millrace.model.SkuId;

/** Hears of SKUs whose shelf may have become empty, or filled again. */
@FunctionalInterface
public interface ShelfTaker {

  /**
   * How a SKU stands now.
   *
   * @param empty on sale, and no unit is available
   */
  void shelf(ShopId shop, SkuId sku, boolean empty);
}
