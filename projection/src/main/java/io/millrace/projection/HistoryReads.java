package io.millrace.projection;

import io.millrace.model.OrderId;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.answer.OrderView;
import io.millrace.model.read.OrderHistory;
import io.millrace.model.wire.FactDecoder;
import io.millrace.projection.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads what happened to an order: its placing from its own row, the rest as the log had it. */
final class HistoryReads {

  private HistoryReads() {}

  static OrderHistory of(Session session, ShopId shop, OrderId id) throws SQLException {
    OrderReads orders = new OrderReads(session);
    OrderRow order = orders.find(shop, id);
    List<OrderHistory.Entry> entries = new ArrayList<>();
    if (order == null) {
      return new OrderHistory(entries);
    }
    OrderView view = orders.views(List.of(order)).getFirst();
    entries.add(
        new OrderHistory.Entry(
            new Recorded(order.level, shop, order.position, order.placedBy, null, view.placed()),
            order.createdAtMillis));
    session.query(
        "SELECT at_ms, fact FROM order_history WHERE order_id = ? ORDER BY version",
        statement -> statement.setLong(1, id.value()),
        row -> {
          Recorded recorded = FactDecoder.decode(row.getBytes(2)).getFirst();
          entries.add(new OrderHistory.Entry(recorded, row.getLong(1)));
        });
    return new OrderHistory(entries);
  }
}
