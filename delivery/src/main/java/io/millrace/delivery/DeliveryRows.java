package io.millrace.delivery;

import io.millrace.delivery.http.PostResult;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Deliveries in the file, as the dispatcher moves them. */
final class DeliveryRows {

  /** Of one delivery; the newest are kept, however often it is delivered again. */
  static final int ATTEMPTS_MAX = 100;

  private DeliveryRows() {}

  /** The next that are due, but not those under way. */
  static List<Due> due(Sql sql, long endpoint, long nowMillis, Set<Long> underWay, int max)
      throws SQLException {
    List<Due> found = new ArrayList<>();
    sql.query(
        "SELECT d.delivery, d.order_id, d.attempts, e.id, e.at_ms, e.body FROM deliveries d"
            + " JOIN events e ON e.event = d.event WHERE d.endpoint = ? AND d.state = 1"
            + " AND d.due_ms <= ? ORDER BY d.due_ms, d.delivery LIMIT ?",
        row -> {
          if (!underWay.contains(row.getLong(1)) && found.size() < max) {
            found.add(
                new Due(
                    row.getLong(1),
                    row.getLong(2),
                    row.getInt(3),
                    row.getString(4),
                    row.getLong(5),
                    row.getString(6)));
          }
        },
        endpoint,
        nowMillis,
        max + underWay.size());
    return found;
  }

  /** When the next is due after now. */
  static long nextDueMillis(Sql sql, long endpoint, long nowMillis) throws SQLException {
    return sql.number(
        "SELECT due_ms FROM deliveries WHERE endpoint = ? AND state = 1 AND due_ms > ?"
            + " ORDER BY due_ms LIMIT 1",
        Line.NEVER,
        endpoint,
        nowMillis);
  }

  /** How many are open, but no more than so many: counting more would take long. */
  static long openUpTo(Sql sql, long endpoint, long max) throws SQLException {
    return sql.number(
        "SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE endpoint = ? AND "
            + DeliveryTables.IS_OPEN
            + " LIMIT ?)",
        0,
        endpoint,
        max);
  }

  /** False if the delivery is not there any more: its endpoint was removed. */
  static boolean settle(Sql sql, Attempt attempt, int state, long nowMillis) throws SQLException {
    Due due = attempt.due();
    int rows =
        sql.update(
            "UPDATE deliveries SET state = ?, attempts = attempts + 1, settled_ms = ?"
                + " WHERE delivery = ?",
            state,
            nowMillis,
            due.delivery());
    if (rows > 0 && due.order() != 0) {
      promote(sql, attempt.endpoint(), due.order(), nowMillis);
    }
    return rows > 0;
  }

  /** Of the round that began last; 0 if the delivery is not there any more. */
  static int tries(Sql sql, long delivery) throws SQLException {
    return (int) sql.number("SELECT tries FROM deliveries WHERE delivery = ?", 0, delivery);
  }

  static boolean postpone(Sql sql, Attempt attempt, long dueMillis) throws SQLException {
    return sql.update(
            "UPDATE deliveries SET tries = tries + 1, attempts = attempts + 1, due_ms = ?"
                + " WHERE delivery = ?",
            dueMillis,
            attempt.due().delivery())
        > 0;
  }

  /** The next of the order may be sent. */
  private static void promote(Sql sql, long endpoint, long order, long nowMillis)
      throws SQLException {
    sql.update(
        "UPDATE deliveries SET state = "
            + DeliveryTables.READY
            + ", due_ms = ? WHERE state = "
            + DeliveryTables.BEHIND
            + " AND delivery = (SELECT min(delivery) FROM deliveries WHERE endpoint = ?"
            + " AND order_id = ? AND "
            + DeliveryTables.IS_OPEN
            + ")",
        nowMillis,
        endpoint,
        order);
  }

  static void log(Sql sql, Attempt attempt) throws SQLException {
    int status = 0;
    String response = "";
    switch (attempt.result()) {
      case PostResult.Answered answered -> {
        status = answered.status();
        response = answered.head();
      }
      case PostResult.Failed failed -> response = failed.detail();
    }
    sql.update(
        "INSERT OR REPLACE INTO attempts (delivery, attempt, at_ms, took_ms, outcome, status,"
            + " request, response) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        attempt.due().delivery(),
        attempt.due().attempts() + 1,
        attempt.atMillis(),
        attempt.tookMillis(),
        attempt.result().outcome().number(),
        status,
        attempt.request(),
        response);
    if (attempt.due().attempts() >= ATTEMPTS_MAX) {
      sql.update(
          "DELETE FROM attempts WHERE delivery = ? AND attempt <= ?",
          attempt.due().delivery(),
          attempt.due().attempts() + 1 - ATTEMPTS_MAX);
    }
  }

  /** Lets one begin anew; behind the others of its order, if some are open. */
  static boolean revive(Sql sql, long endpoint, long delivery, long nowMillis) throws SQLException {
    long order =
        sql.number(
            "SELECT order_id FROM deliveries WHERE delivery = ? AND endpoint = ?",
            -1,
            delivery,
            endpoint);
    if (order < 0) {
      return false;
    }
    boolean waits =
        sql.update(
                "UPDATE deliveries SET due_ms = ?, tries = 0 WHERE delivery = ? AND "
                    + DeliveryTables.IS_OPEN,
                nowMillis,
                delivery)
            > 0;
    if (!waits) {
      int state =
          Outbox.hasOpen(sql, endpoint, order) ? DeliveryTables.BEHIND : DeliveryTables.READY;
      sql.update(
          "UPDATE deliveries SET state = ?, tries = 0, due_ms = ?, settled_ms = 0"
              + " WHERE delivery = ?",
          state,
          nowMillis,
          delivery);
    }
    return true;
  }
}
