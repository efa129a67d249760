package io.millrace.delivery;

import io.millrace.model.OrderId;
import io.millrace.node.delivery.AttemptOutcome;
import io.millrace.node.delivery.AttemptView;
import io.millrace.node.delivery.DeliveryPage;
import io.millrace.node.delivery.DeliverySearch;
import io.millrace.node.delivery.DeliveryState;
import io.millrace.node.delivery.DeliveryView;
import io.millrace.node.follow.EventPlace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is asked about deliveries. */
final class DeliveryReads {

  private static final String COLUMNS =
      "SELECT d.delivery, e.id, e.type, d.order_id, d.state, d.attempts, d.due_ms, d.created_ms,"
          + " d.settled_ms FROM deliveries d JOIN events e ON e.event = d.event"
          + " WHERE d.endpoint = ?";

  private DeliveryReads() {}

  static DeliveryPage page(Sql sql, long endpoint, int shard, DeliverySearch search)
      throws SQLException {
    StringBuilder statement = new StringBuilder(COLUMNS);
    List<Object> values = new ArrayList<>();
    values.add(endpoint);
    EventPlace event = search.event();
    if (event != null) {
      statement.append(" AND d.event = ?");
      values.add(Outbox.numberOf(shard, event.sequence()));
    }
    OrderId order = search.order();
    if (order != null) {
      statement.append(" AND d.event IN (SELECT event FROM events WHERE order_id > 0");
      statement.append(" AND order_id = ?)");
      values.add(order.value());
    }
    DeliveryState state = search.state();
    if (state != null) {
      statement.append(" AND d.").append(condition(state));
    }
    Long before = search.before();
    if (before != null) {
      statement.append(" AND d.delivery < ?");
      values.add(before);
    }
    statement.append(" ORDER BY d.delivery DESC LIMIT ?");
    values.add(search.limit() + 1);
    List<DeliveryView> found = new ArrayList<>();
    sql.query(statement.toString(), row -> found.add(view(row, List.of())), values.toArray());
    boolean more = found.size() > search.limit();
    return new DeliveryPage(more ? found.subList(0, search.limit()) : found, more);
  }

  private static String condition(DeliveryState state) {
    return switch (state) {
      case WAITING -> DeliveryTables.IS_OPEN;
      case DELIVERED -> "state = " + DeliveryTables.DELIVERED;
      case DEAD -> "state = " + DeliveryTables.DEAD;
    };
  }

  static Optional<DeliveryView> find(Sql sql, long endpoint, long delivery) throws SQLException {
    List<AttemptView> log = new ArrayList<>();
    sql.query(
        "SELECT attempt, at_ms, took_ms, outcome, status, request, response FROM attempts"
            + " WHERE delivery = ? ORDER BY attempt",
        row ->
            log.add(
                new AttemptView(
                    row.getInt(1),
                    row.getLong(2),
                    row.getLong(3),
                    AttemptOutcome.of(row.getInt(4)),
                    row.getInt(5),
                    row.getString(6),
                    row.getString(7))),
        delivery);
    List<DeliveryView> found = new ArrayList<>(1);
    sql.query(
        COLUMNS + " AND d.delivery = ?", row -> found.add(view(row, log)), endpoint, delivery);
    return found.stream().findFirst();
  }

  private static DeliveryView view(ResultSet row, List<AttemptView> log) throws SQLException {
    return new DeliveryView(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        state(row.getInt(5)),
        row.getInt(6),
        row.getLong(7),
        null,
        row.getLong(8),
        row.getLong(9),
        log);
  }

  private static DeliveryState state(int number) throws SQLException {
    return switch (number) {
      case DeliveryTables.READY, DeliveryTables.BEHIND -> DeliveryState.WAITING;
      case DeliveryTables.DELIVERED -> DeliveryState.DELIVERED;
      case DeliveryTables.DEAD -> DeliveryState.DEAD;
      default -> throw new SQLException("a delivery is in state " + number);
    };
  }
}
