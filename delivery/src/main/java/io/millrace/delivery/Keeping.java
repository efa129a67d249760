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
  private static final long UNKNOWN = Long.MIN_VALUE;
  private static final long LOOK_MILLIS = Duration.ofSeconds(20).toMillis();

  private final DeliveryFile file;
  private long nextMillis;

  /** So many are too many; counted once for each look, for that takes a while. */
  private long excess = UNKNOWN;

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
      excess = UNKNOWN;
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

  /** Those that were settled first go first, and what is open stays, however old it is. */
  private boolean removeOld(Sql sql, long nowMillis) throws SQLException {
    if (excess == UNKNOWN) {
      excess = sql.number("SELECT count(*) FROM deliveries", 0) - DELIVERIES_MAX;
    }
    List<long[]> slice = new ArrayList<>();
    sql.query(
        "SELECT delivery, event, settled_ms FROM deliveries WHERE "
            + DeliveryTables.IS_SETTLED
            + " ORDER BY settled_ms, delivery LIMIT ?",
        row -> {
          if (slice.size() < excess || row.getLong(3) < nowMillis - KEPT_MAX.toMillis()) {
            slice.add(new long[] {row.getLong(1), row.getLong(2)});
          }
        },
        SLICE);
    remove(sql, slice);
    excess -= slice.size();
    return !slice.isEmpty();
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
