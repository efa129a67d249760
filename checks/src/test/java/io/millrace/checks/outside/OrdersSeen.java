package io.millrace.checks.outside;

import io.millrace.model.OrderId;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.fact.OrderPlaced;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Orders that somebody has seen, by shop. Written and read by any thread. */
final class OrdersSeen {

  private final Set<OrderId> orders = ConcurrentHashMap.newKeySet();
  private final Map<ShopId, Integer> countByShop = new ConcurrentHashMap<>();

  void see(List<Recorded> facts) {
    for (Recorded recorded : facts) {
      ShopId shop = recorded.shop();
      if (shop != null && recorded.fact() instanceof OrderPlaced placed) {
        orders.add(placed.order());
        countByShop.merge(shop, 1, Integer::sum);
      }
    }
  }

  boolean has(OrderId order) {
    return orders.contains(order);
  }

  int count(ShopId shop) {
    return countByShop.getOrDefault(shop, 0);
  }

  Set<OrderId> all() {
    return Set.copyOf(orders);
  }
}
