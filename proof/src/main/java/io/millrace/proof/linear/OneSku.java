package io.millrace.proof.linear;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One SKU that is received, ordered, given back and looked at, as if by one client at a time. */
public final class OneSku implements SequentialModel<OneSku.Shelf, OneSku.Operation> {

  /**
   * Its units.
   *
   * @param held by orders that are not paid and not cancelled
   * @param orders units of those of them whose ids somebody was told
   */
  public record Shelf(long available, long held, Map<String, Long> orders) {
    public Shelf {
      orders = Map.copyOf(orders);
    }

    public static Shelf of(long available) {
      return new Shelf(available, 0, Map.of());
    }
  }

  /** What was asked, and what was answered. */
  public sealed interface Operation {}

  public record Received(long units) implements Operation {}

  /** An order that was taken. Without an answer nobody knows its id. */
  public record Ordered(@Nullable String order, long units) implements Operation {}

  public record SoldOut(long wanted, long available) implements Operation {}

  public record Cancelled(String order) implements Operation {}

  /** It was told that the order could not be cancelled, because it was so already. */
  public record CancelledBefore(String order) implements Operation {}

  public record Looked(long available, long held) implements Operation {}

  @Override
  public @Nullable Shelf next(Shelf shelf, Operation operation) {
    return switch (operation) {
      case Received(long units) -> new Shelf(shelf.available + units, shelf.held, shelf.orders);
      case Ordered ordered -> order(shelf, ordered);
      case SoldOut(long wanted, long available) ->
          wanted > available && available == shelf.available ? shelf : null;
      case Cancelled(String order) -> cancel(shelf, order);
      case CancelledBefore(String order) -> shelf.orders.containsKey(order) ? null : shelf;
      case Looked(long available, long held) ->
          available == shelf.available && held == shelf.held ? shelf : null;
    };
  }

  private static @Nullable Shelf order(Shelf shelf, Ordered ordered) {
    if (ordered.units > shelf.available) {
      return null;
    }
    Map<String, Long> orders = new HashMap<>(shelf.orders);
    if (ordered.order != null) {
      orders.put(ordered.order, ordered.units);
    }
    return new Shelf(shelf.available - ordered.units, shelf.held + ordered.units, orders);
  }

  private static @Nullable Shelf cancel(Shelf shelf, String order) {
    Long units = shelf.orders.get(order);
    if (units == null) {
      return null;
    }
    Map<String, Long> orders = new HashMap<>(shelf.orders);
    orders.remove(order);
    return new Shelf(shelf.available + units, shelf.held - units, orders);
  }
}
