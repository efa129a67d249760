package io.millrace.projection;

import io.millrace.model.BuyerId;
import io.millrace.model.ShopId;
import io.millrace.projection.sql.Session;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One row for each buyer: how many orders, and what became of them. */
final class BuyerBook {

  private final Session session;
  private final Tables tables;
  private final Kept<Who, Sums> kept;

  /** A buyer of a shop. */
  record Who(ShopId shop, BuyerId buyer) {}

  /** Of all its orders. */
  static final class Sums {
    long orders;
    long paidOrders;
    long closedUnpaid;
    long paid;
    long firstOrderAtMillis;
    long lastOrderAtMillis;
  }

  BuyerBook(Session session, Tables tables, Kept<Who, Sums> kept) {
    this.session = session;
    this.tables = tables;
    this.kept = kept;
  }

  void load(Set<Who> wanted) throws SQLException {
    Map<ShopId, Set<BuyerId>> byShop = new HashMap<>();
    for (Who who : kept.missing(wanted)) {
      byShop.computeIfAbsent(who.shop(), _ -> new HashSet<>()).add(who.buyer());
    }
    for (Map.Entry<ShopId, Set<BuyerId>> shop : byShop.entrySet()) {
      session.queryAll(
          tables.in(
              "SELECT buyer, orders, paid_orders, closed_unpaid, paid, first_order_at_ms,"
                  + " last_order_at_ms FROM #buyers WHERE shop = ? AND buyer IN (%s)"),
          statement -> statement.setString(1, shop.getKey().value()),
          2,
          shop.getValue(),
          (statement, at, buyer) -> statement.setString(at, buyer.value()),
          row -> {
            Sums sums = new Sums();
            sums.orders = row.getLong(2);
            sums.paidOrders = row.getLong(3);
            sums.closedUnpaid = row.getLong(4);
            sums.paid = row.getLong(5);
            sums.firstOrderAtMillis = row.getLong(6);
            sums.lastOrderAtMillis = row.getLong(7);
            kept.loaded(new Who(shop.getKey(), new BuyerId(row.getString(1))), sums);
          });
    }
  }

  void placed(FactPlace at, OrderRow order) {
    Sums sums = sums(order);
    sums.orders++;
    sums.firstOrderAtMillis = sums.orders == 1 ? at.millis() : sums.firstOrderAtMillis;
    sums.lastOrderAtMillis = at.millis();
  }

  void paid(OrderRow order) {
    Sums sums = sums(order);
    sums.paidOrders++;
    sums.paid = atMost(sums.paid, order.paid);
  }

  /** A hundred of the greatest orders are more than a number holds: then it says that many. */
  private static long atMost(long sum, long more) {
    return more > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + more;
  }

  void closedUnpaid(OrderRow order) {
    sums(order).closedUnpaid++;
  }

  private Sums sums(OrderRow order) {
    Who who = new Who(order.shop, order.buyer);
    Sums known = kept.change(who);
    return known == null ? kept.add(who, new Sums()) : known;
  }

  void write() throws SQLException {
    kept.write((who, sums, isNew) ->
        session
            .writer(
                tables.in(
                    isNew
                        ? "INSERT INTO #buyers (orders, paid_orders, closed_unpaid, paid,"
                            + " first_order_at_ms, last_order_at_ms, shop, buyer)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                        : "UPDATE #buyers SET orders = ?, paid_orders = ?, closed_unpaid = ?,"
                            + " paid = ?, first_order_at_ms = ?, last_order_at_ms = ?"
                            + " WHERE shop = ? AND buyer = ?"))
            .number(sums.orders)
            .number(sums.paidOrders)
            .number(sums.closedUnpaid)
            .number(sums.paid)
            .number(sums.firstOrderAtMillis)
            .number(sums.lastOrderAtMillis)
            .text(who.shop().value())
            .text(who.buyer().value())
            .add());
  }
}
