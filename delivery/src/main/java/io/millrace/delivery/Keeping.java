package io.millrace.delivery;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets go of what is old, or belongs to an endpoint that is no more: a slice at a time, so that
 * nobody waits for the file for long. Owned by the dispatcher.
 */
final class Keeping {

  /** For so long anybody can ask what became of a delivery. */
  static final Duration KEPT_MAX = Duration.ofDays(90);

  /** About a gigabyte with events and attempts; the oldest go first. */
  static final int DELIVERIES_MAX = 1_000_000;

  private static final int SLICE = 500;
  private static final long LOOK_MILLIS = Duration.ofSeconds(20).toMillis();

  private final DeliveryFile file;
  private long nextMillis;

  /** Up to here everything that is left is open, or too young. */
  private long passed;

  Keeping(DeliveryFile file) {
    this.file = file;
  }

  long nextMillis() {
    return nextMillis;
  }

  void lookAgain() {
    nextMillis = 0;
  }

  /** True if a slice went, so that more may be to go. */
  boolean step(long nowMillis) throws SQLException {
    if (nowMillis < nextMillis) {
      return false;
    }
    boolean any = file.write(sql -> removeOfRemoved(sql) || removeOld(sql, nowMillis));
    if (!any) {
      nextMillis = nowMillis + LOOK_MILLIS;
      passed = 0;
    }
    return any;
  }

  private static boolean removeOfRemoved(Sql sql) throws SQLException {
    long endpoint = EndpointRows.removed(sql);
    if (endpoint == 0) {
      return false;
    }
    List<long[]> slice = new ArrayList<>();
    sql.query(
        "SELECT delivery, event FROM deliveries WHERE endpoint = ? ORDER BY delivery LIMIT ?",
        row -> slice.add(new long[] {row.getLong(1), row.getLong(2)}),
        endpoint,
        SLICE);
    remove(sql, slice);
    if (slice.isEmpty()) {
      EndpointRows.delete(sql, endpoint);
    }
    return true;
  }

  private boolean removeOld(Sql sql, long nowMillis) throws SQLException {
    long newest = sql.number("SELECT max(delivery) FROM deliveries", 0);
    List<long[]> slice = new ArrayList<>();
    long[] last = {passed};
    sql.query(
        "SELECT delivery, event, state, settled_ms FROM deliveries WHERE delivery > ?"
            + " ORDER BY delivery LIMIT ?",
        row -> {
          last[0] = row.getLong(1);
          boolean isSettled = row.getInt(3) >= DeliveryTables.DELIVERED;
          boolean isOld =
              row.getLong(4) < nowMillis - KEPT_MAX.toMillis()
                  || newest - row.getLong(1) >= DELIVERIES_MAX;
          if (isSettled && isOld) {
            slice.add(new long[] {row.getLong(1), row.getLong(2)});
          }
        },
        passed,
        SLICE);
    boolean isOld = newest - last[0] >= DELIVERIES_MAX;
    passed = last[0];
    remove(sql, slice);
    return !slice.isEmpty() || (isOld && last[0] > 0);
  }

  private static void remove(Sql sql, List<long[]> slice) throws SQLException {
    for (long[] gone : slice) {
      sql.update("DELETE FROM attempts WHERE delivery = ?", gone[0]);
      sql.update("DELETE FROM deliveries WHERE delivery = ?", gone[0]);
      sql.update(
          "DELETE FROM events WHERE event = ? AND NOT EXISTS"
              + " (SELECT 1 FROM deliveries WHERE deliveries.event = events.event)",
          gone[1]);
    }
  }
}
