package io.millrace.model.read;

import io.millrace.model.OrderStatus;
import java.util.EnumMap;
import java.util.Map;

/**
 * What was sold in a period, of a shop or of a SKU.
 *
 * @param placed the orders that were placed in it, by the status that they have now; those without
 *     any are not there
 * @param paid the orders that were paid in it, whenever they were placed
 */
public record Sales(Map<OrderStatus, Sum> placed, Sum paid) {

  /**
   * Orders added up.
   *
   * @param units of all their lines, or of those with the SKU
   * @param amount what they cost in minor units: with charges, or of those lines alone
   */
  public record Sum(long orders, long units, long amount) {

    public static final Sum NONE = new Sum(0, 0, 0);

    public Sum plus(Sum other) {
      return new Sum(
          Math.addExact(orders, other.orders),
          Math.addExact(units, other.units),
          Math.addExact(amount, other.amount));
    }
  }

  public Sales {
    placed = placed.isEmpty() ? Map.of() : new EnumMap<>(placed);
  }

  /** Both together, if no order is in both. */
  public Sales plus(Sales other) {
    Map<OrderStatus, Sum> all = new EnumMap<>(OrderStatus.class);
    all.putAll(placed);
    other.placed.forEach((status, sum) -> all.merge(status, sum, Sum::plus));
    return new Sales(all, paid.plus(other.paid));
  }

  /** All that were placed in it, whatever became of them. */
  public Sum allPlaced() {
    return placed.values().stream().reduce(Sum.NONE, Sum::plus);
  }

  public Sum of(OrderStatus status) {
    return placed.getOrDefault(status, Sum.NONE);
  }
}
