package io.millrace.model.read;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.ShopId;
import org.jspecify.annotations.Nullable;

/**
 * Orders of a shop, the newest first. What is null narrows nothing.
 *
 * @param fromMillis placed at this time or later
 * @param toMillis placed before this time
 * @param after the list goes on behind this order
 */
public record OrderSearch(
    ShopId shop,
    @Nullable BuyerId buyer,
    @Nullable OrderStatus status,
    @Nullable String reference,
    @Nullable Long fromMillis,
    @Nullable Long toMillis,
    @Nullable OrderId after,
    int limit) {

  /** The same behind another order, or from the newest. */
  public OrderSearch behind(@Nullable OrderId order) {
    return new OrderSearch(shop, buyer, status, reference, fromMillis, toMillis, order, limit);
  }
}
