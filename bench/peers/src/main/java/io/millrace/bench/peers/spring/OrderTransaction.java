package io.millrace.bench.peers.spring;

import io.millrace.bench.peers.shop.PlacedOrder;
import io.millrace.bench.peers.shop.Refused;
import io.millrace.bench.peers.shop.WantedOrder;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * One transaction an order. The stock comes last: its row is locked until the commit has been
 * forced, and everything that could be done before has been done.
 */
@Service
class OrderTransaction {

  private static final String PLACE =
      "INSERT INTO orders (buyer, key, total, currency) VALUES (?, ?, ?, 'CNY')"
          + " ON CONFLICT (buyer, key) DO NOTHING RETURNING id";

  private static final String ADD_ITEM =
      "INSERT INTO order_items (order_id, line, sku, quantity) VALUES (?, 1, ?, ?)";

  private static final String PLACED_BEFORE =
      "SELECT o.id, i.sku, i.quantity, o.total FROM orders o JOIN order_items i ON i.order_id = o.id"
          + " WHERE o.buyer = ? AND o.key = ?";

  private final JdbcTemplate sql;
  private final Deduction stock;

  OrderTransaction(JdbcTemplate sql, Deduction stock) {
    this.sql = sql;
    this.stock = stock;
  }

  @Transactional
  PlacedOrder place(String buyer, String key, WantedOrder order) {
    List<Long> ids = sql.queryForList(PLACE, Long.class, buyer, key, order.total());
    if (ids.isEmpty()) {
      return placedBefore(buyer, key, order);
    }
    long id = ids.getFirst();
    sql.update(ADD_ITEM, id, order.sku(), order.quantity());
    if (!stock.take(order.sku(), order.quantity())) {
      throw Refused.soldOut(order.sku());
    }
    return new PlacedOrder(id, buyer, order, false);
  }

  private PlacedOrder placedBefore(String buyer, String key, WantedOrder order) {
    return sql
        .query(
            PLACED_BEFORE,
            (row, _) ->
                new PlacedOrder(
                    row.getLong(1),
                    buyer,
                    new WantedOrder(row.getString(2), row.getInt(3), row.getLong(4)),
                    true),
            buyer,
            key)
        .stream()
        .filter(before -> before.order().equals(order))
        .findFirst()
        .orElseThrow(Refused::keyReused);
  }
}
