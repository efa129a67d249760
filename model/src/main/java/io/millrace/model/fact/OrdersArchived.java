package io.millrace.model.fact;

import io.millrace.model.OrderId;
import java.util.List;

/**
 * Final orders have left memory. Tables and the log have them as they were.
 *
 * @param keptUpTo tables that have come to this of the shop's facts have them; 0 in older facts,
 *     which do not say it
 */
public record OrdersArchived(List<OrderId> orders, long keptUpTo) implements ShopFact {
  public OrdersArchived {
    orders = List.copyOf(orders);
  }
}
