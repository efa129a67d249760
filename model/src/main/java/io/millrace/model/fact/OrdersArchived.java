package io.millrace.model.fact;

import io.millrace.model.OrderId;
import java.util.List;

/** Final orders have left memory. Tables and the log have them as they were. */
public record OrdersArchived(List<OrderId> orders) implements ShopFact {
  public OrdersArchived {
    orders = List.copyOf(orders);
  }
}
