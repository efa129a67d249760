package io.millrace.model.read;

import io.millrace.model.OrderVersion;
import io.millrace.model.ShopId;
import java.util.List;

/**
 * Orders of a shop that tables have.
 *
 * @param upTo to which of the shop's facts they have come
 */
public record KeptOrders(ShopId shop, List<OrderVersion> orders, long upTo) {
  public KeptOrders {
    orders = List.copyOf(orders);
  }
}
