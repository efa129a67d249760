package io.millrace.model.read;

import io.millrace.model.OrderVersion;
import io.millrace.model.ShopId;
import java.util.List;

/**
 * Orders of a shop that tables have.
 *
 * @param upTo tables that have come to this of the shop's facts have them so
 */
public record KeptOrders(ShopId shop, List<OrderVersion> orders, long upTo) {
  public KeptOrders {
    orders = List.copyOf(orders);
  }
}
