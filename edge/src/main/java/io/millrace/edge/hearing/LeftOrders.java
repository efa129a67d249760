package io.millrace.edge.hearing;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.read.OrderSearch;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of a buyer's orders have left memory: the tables have them. */
final class LeftOrders {
  private static final int ORDERS_ASKED = 200;

  /** Of a crowd that comes back, so many ask a database at a time; the others wait their turn. */
  private static final int LOOKS_MAX = 2;

  /** A database that hangs keeps nobody longer who would ask it, too. */
  private static final Duration TURN_WAIT_MAX = Duration.ofSeconds(5);

  private final Freshness tables;
  private final Turns looks;

  LeftOrders(Freshness tables) {
    this(tables, new Turns(LOOKS_MAX, TURN_WAIT_MAX));
  }

  LeftOrders(Freshness tables, Turns looks) {
    this.tables = tables;
    this.looks = looks;
  }

  /**
   * Whose orders left.
   *
   * @param keptUpTo tables that have come to this of the shop's facts have them
   */
  record Left(ShopId shop, BuyerId buyer, long keptUpTo) {}

  /** The newest first, until there are so many; memory may have some of them, too. */
  void addTo(Set<OrderId> orders, Left left, int ordersMax) {
    int database = tables.placeOf(left.shop, left.buyer);
    @Nullable OrderId after = null;
    boolean more = true;
    while (more && orders.size() < ordersMax) {
      OrderSearch search =
          new OrderSearch(left.shop, left.buyer, null, null, null, null, after, ORDERS_ASKED);
      OrderPage page =
          looks.take(
              database,
              () -> tables.askAtOnce(left.keptUpTo, model -> model.orders(search)).what());
      List<OrderId> ids = idsOf(page);
      orders.addAll(ids);
      after = ids.isEmpty() ? null : ids.getLast();
      more = page.more() && after != null;
    }
  }

  static List<OrderId> idsOf(OrderPage page) {
    return page.items().stream().map(order -> order.placed().order()).toList();
  }
}
