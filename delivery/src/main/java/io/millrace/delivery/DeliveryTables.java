package io.millrace.delivery;

import java.sql.SQLException;
import java.util.List;

/** What the file holds. Amid changes of a release its version says who may read it. */
final class DeliveryTables {

  static final int VERSION = 3;

  /** States of a delivery, as they stand in the file. */
  static final int READY = 1;

  /** An earlier one of the same order, to the same endpoint, comes first. */
  static final int BEHIND = 2;

  static final int DELIVERED = 3;
  static final int DEAD = 4;

  /** What partial indexes below rest on: statements must say it in these words. */
  static final String IS_READY = "state = 1";

  static final String IS_OPEN = "state IN (1, 2)";

  static final String IS_SETTLED = "state IN (3, 4)";

  private static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE millrace_schema (version INTEGER NOT NULL, delivers_from_ms INTEGER NOT NULL)",
          "CREATE TABLE cursors (shard INTEGER PRIMARY KEY, log_high INTEGER NOT NULL,"
              + " log_low INTEGER NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL)",
          "CREATE TABLE skipped (shard INTEGER NOT NULL, sequence INTEGER NOT NULL, fact TEXT NOT NULL,"
              + " why TEXT NOT NULL, reason TEXT NOT NULL, at_ms INTEGER NOT NULL,"
              + " PRIMARY KEY (shard, sequence)) WITHOUT ROWID",
          // A removed endpoint stays until its deliveries are gone, which is done in slices.
          "CREATE TABLE endpoints (number INTEGER PRIMARY KEY AUTOINCREMENT, shop TEXT NOT NULL,"
              + " endpoint TEXT NOT NULL, url TEXT NOT NULL, event_types TEXT NOT NULL,"
              + " sealed BLOB NOT NULL, older BLOB NOT NULL,"
              + " state INTEGER NOT NULL, failing_since_ms INTEGER NOT NULL,"
              + " failed_ms INTEGER NOT NULL)",
          // An event is known by its place in the log, so that it stands here once.
          "CREATE TABLE events (event INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL,"
              + " order_id INTEGER NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL)",
          "CREATE INDEX events_of_order ON events (order_id) WHERE order_id > 0",
          // Numbers are never used again: an outcome may come when its delivery is gone.
          // tries: of the round that began last; attempts: of all.
          "CREATE TABLE deliveries (delivery INTEGER PRIMARY KEY AUTOINCREMENT, endpoint INTEGER NOT NULL,"
              + " event INTEGER NOT NULL, order_id INTEGER NOT NULL, state INTEGER NOT NULL,"
              + " tries INTEGER NOT NULL, attempts INTEGER NOT NULL, due_ms INTEGER NOT NULL,"
              + " created_ms INTEGER NOT NULL, settled_ms INTEGER NOT NULL)",
          "CREATE INDEX deliveries_due ON deliveries (endpoint, due_ms, delivery) WHERE "
              + IS_READY,
          "CREATE INDEX deliveries_open ON deliveries (endpoint, order_id, delivery) WHERE "
              + IS_OPEN,
          "CREATE INDEX deliveries_settled ON deliveries (settled_ms, delivery) WHERE "
              + IS_SETTLED,
          "CREATE INDEX deliveries_of_endpoint ON deliveries (endpoint, delivery)",
          "CREATE INDEX deliveries_of_event ON deliveries (event)",
          "CREATE TABLE attempts (delivery INTEGER NOT NULL, attempt INTEGER NOT NULL,"
              + " at_ms INTEGER NOT NULL, took_ms INTEGER NOT NULL, outcome INTEGER NOT NULL,"
              + " status INTEGER NOT NULL, request TEXT NOT NULL, response TEXT NOT NULL,"
              + " PRIMARY KEY (delivery, attempt)) WITHOUT ROWID",
          // Where a replay stands, and behind which fact it has come to its end.
          "CREATE TABLE replays (replay INTEGER PRIMARY KEY, endpoint INTEGER NOT NULL,"
              + " sequence INTEGER NOT NULL, epoch INTEGER NOT NULL, time_ms INTEGER NOT NULL,"
              + " until_sequence INTEGER NOT NULL)");

  /** The file cannot be made anew, so one of the version before becomes one of this. */
  private static final List<String> FROM_VERSION_BEFORE =
      List.of(
          "ALTER TABLE endpoints ADD COLUMN failed_ms INTEGER NOT NULL DEFAULT 0",
          "UPDATE millrace_schema SET version = " + VERSION);

  private DeliveryTables() {}

  static boolean exist(Sql sql) throws SQLException {
    return sql.number(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'millrace_schema'",
            0)
        > 0;
  }

  static void create(Sql sql, long deliversFromMillis) throws SQLException {
    for (String statement : STATEMENTS) {
      sql.execute(statement);
    }
    sql.update("INSERT INTO millrace_schema VALUES (?, ?)", VERSION, deliversFromMillis);
  }

  static void rise(Sql sql) throws SQLException {
    if (sql.number("SELECT version FROM millrace_schema", 0) == VERSION - 1) {
      for (String statement : FROM_VERSION_BEFORE) {
        sql.execute(statement);
      }
    }
  }

  static void checkVersion(Sql sql) throws SQLException {
    long version = sql.number("SELECT version FROM millrace_schema", 0);
    if (version != VERSION) {
      throw new SQLException(
          "the file of deliveries is of version %d, and this build's is of version %d"
              .formatted(version, VERSION));
    }
  }

  static long deliversFromMillis(Sql sql) throws SQLException {
    return sql.number("SELECT delivers_from_ms FROM millrace_schema", 0);
  }
}
