package io.millrace.bench.unpaid;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shop's orders in PostgreSQL, over one connection; owned by one thread. Each of the classic
 * ways closes by the same statement: only an order that is still unpaid changes, its unit returns
 * to the stock, and a row of {@code closes} says so, all in one transaction. So a way that is told
 * twice closes once.
 */
final class Orders implements AutoCloseable {

  static final int SKUS = 100;
  private static final int UNITS = 100_000_000;

  private static final int UNPAID = 0;
  private static final int PAID = 1;
  private static final int CLOSED = 2;

  /** A database that was killed comes back; until then there is nothing to do but ask again. */
  private static final Duration RETRY_MAX = Duration.ofSeconds(60);

  private static final long RETRY_MILLIS = 50;

  /** SQL states of a connection that is gone, and of a server that starts or stops. */
  private static final List<String> AWAY = List.of("08", "57P");

  private static final String TABLES =
      """
      CREATE TABLE stock (
        sku integer PRIMARY KEY, available integer NOT NULL, held integer NOT NULL);
      CREATE TABLE orders (
        id integer PRIMARY KEY, sku integer NOT NULL, status smallint NOT NULL,
        deadline bigint NOT NULL);
      CREATE INDEX orders_unpaid ON orders (deadline) WHERE status = 0;
      CREATE TABLE closes (id integer NOT NULL);
      INSERT INTO stock SELECT sku, %d, 0 FROM generate_series(0, %d) AS sku;
      """
          .formatted(UNITS, SKUS - 1);

  /** Rows of the stock are locked in the order of their SKU: two that meet wait, none dies. */
  private static final String CHANGE_STOCK =
      """
      , units AS (SELECT sku AS what, count(*)::integer AS n FROM changed GROUP BY sku),
      locked AS MATERIALIZED (
        SELECT sku FROM stock WHERE sku IN (SELECT what FROM units) ORDER BY sku FOR UPDATE),
      moved AS (
        UPDATE stock SET available = available + n * (%d), held = held + n * (%d)
        FROM units JOIN locked ON locked.sku = units.what WHERE stock.sku = units.what)
      """;

  private static final String PLACE =
      "WITH changed AS (INSERT INTO orders (id, sku, status, deadline)"
          + " SELECT id, id %% %d, 0, deadline FROM unnest(?, ?) AS o (id, deadline)"
              .formatted(SKUS)
          + " RETURNING id, sku)"
          + CHANGE_STOCK.formatted(-1, 1)
          + "SELECT id FROM changed";

  private static final String PAY =
      "WITH changed AS (UPDATE orders SET status = 1 WHERE id = ANY (?) AND status = 0"
          + " RETURNING id, sku)"
          + CHANGE_STOCK.formatted(0, -1)
          + "SELECT id FROM changed";

  private static final String RECORD_CLOSES =
      CHANGE_STOCK.formatted(1, -1) + "INSERT INTO closes SELECT id FROM changed RETURNING id";

  private static final String CLOSE =
      "WITH changed AS (UPDATE orders SET status = 2 WHERE id = ANY (?) AND status = 0"
          + " RETURNING id, sku)"
          + RECORD_CLOSES;

  private static final String CLOSE_DUE =
      "WITH changed AS (UPDATE orders SET status = 2 WHERE id IN ("
          + "SELECT id FROM orders WHERE status = 0 AND deadline <= ? ORDER BY deadline"
          + " LIMIT ? FOR UPDATE SKIP LOCKED) RETURNING id, sku)"
          + RECORD_CLOSES;

  private static final String STILL_UNPAID =
      "SELECT id, deadline FROM orders WHERE status = 0 ORDER BY deadline";

  private static final String COUNT_OPEN =
      "SELECT count(*) FROM orders WHERE status = 0 AND id >= ? AND id < ?";

  private static final String TALLY =
      """
      SELECT count(*) FILTER (WHERE status = ?), count(*) FILTER (WHERE status = ?),
        count(*) FILTER (WHERE status = ?), count(*) FILTER (WHERE times > 1),
        count(*) FILTER (WHERE status = ? AND times > 0)
      FROM orders LEFT JOIN (SELECT id, count(*) AS times FROM closes GROUP BY id) AS c USING (id)
      """;

  private static final String UNITS_LEFT = "SELECT sum(available), sum(held) FROM stock";

  private final String url;
  private @Nullable Connection open;

  Orders(String url) {
    this.url = url;
  }

  private interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  void createTables() {
    transaction(connection -> {
      try (Statement statement = connection.createStatement()) {
        return statement.execute(TABLES);
      }
    });
  }

  void place(List<UnpaidOrder> orders) {
    transaction(connection -> {
      Array ids =
          connection.createArrayOf("integer", orders.stream().map(UnpaidOrder::id).toArray());
      Array deadlines =
          connection.createArrayOf(
              "bigint", orders.stream().map(UnpaidOrder::deadlineMillis).toArray());
      try (PreparedStatement place = connection.prepareStatement(PLACE)) {
        place.setArray(1, ids);
        place.setArray(2, deadlines);
        return idsOf(place);
      }
    });
  }

  /** Those that were still unpaid, and are paid now. */
  List<Integer> pay(Collection<Integer> ids) {
    return transaction(connection -> byIds(connection, PAY, ids));
  }

  /** Those that were still unpaid, and are closed now. */
  List<Integer> close(Collection<Integer> ids) {
    return transaction(connection -> byIds(connection, CLOSE, ids));
  }

  /** Closes the first that are due. */
  List<Integer> closeDue(long nowMillis, int max) {
    return transaction(connection -> {
      try (PreparedStatement close = connection.prepareStatement(CLOSE_DUE)) {
        close.setLong(1, nowMillis);
        close.setInt(2, max);
        return idsOf(close);
      }
    });
  }

  List<UnpaidOrder> stillUnpaid() {
    return transaction(connection -> {
      List<UnpaidOrder> orders = new ArrayList<>();
      try (PreparedStatement select = connection.prepareStatement(STILL_UNPAID);
          ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          orders.add(new UnpaidOrder(rows.getInt(1), 0, rows.getLong(2)));
        }
      }
      return orders;
    });
  }

  int countOpen(int fromId, int toId) {
    return transaction(connection -> {
      try (PreparedStatement select = connection.prepareStatement(COUNT_OPEN)) {
        select.setInt(1, fromId);
        select.setInt(2, toId);
        try (ResultSet rows = select.executeQuery()) {
          rows.next();
          return rows.getInt(1);
        }
      }
    });
  }

  Tally tally() {
    return transaction(connection -> {
      try (PreparedStatement select = connection.prepareStatement(TALLY);
          PreparedStatement units = connection.prepareStatement(UNITS_LEFT)) {
        select.setInt(1, UNPAID);
        select.setInt(2, PAID);
        select.setInt(3, CLOSED);
        select.setInt(4, PAID);
        try (ResultSet rows = select.executeQuery();
            ResultSet left = units.executeQuery()) {
          rows.next();
          left.next();
          long sold = rows.getInt(2);
          long lost = (long) SKUS * UNITS - sold - left.getLong(1) - left.getLong(2);
          return new Tally(
              rows.getInt(1),
              rows.getInt(2),
              rows.getInt(3),
              rows.getInt(4),
              rows.getInt(5),
              Math.toIntExact(Math.abs(lost)));
        }
      }
    });
  }

  private static List<Integer> byIds(Connection connection, String sql, Collection<Integer> ids)
      throws SQLException {
    Array array = connection.createArrayOf("integer", ids.toArray());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, array);
      return idsOf(statement);
    }
  }

  private static List<Integer> idsOf(PreparedStatement statement) throws SQLException {
    List<Integer> ids = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getInt(1));
      }
    }
    return ids;
  }

  /** Each statement here may be done twice: the second finds nothing more to change. */
  private <T> T transaction(Work<T> work) {
    long endMillis = WallClock.millis() + RETRY_MAX.toMillis();
    while (true) {
      try {
        return work.in(connection());
      } catch (SQLException e) {
        close();
        boolean away = AWAY.stream().anyMatch(class_ -> stateOf(e).startsWith(class_));
        if (!away || WallClock.millis() > endMillis) {
          throw new IllegalStateException("the database refused", e);
        }
        WallClock.awaitMillis(WallClock.millis() + RETRY_MILLIS);
      }
    }
  }

  private static String stateOf(SQLException e) {
    String state = e.getSQLState();
    return state == null ? "" : state;
  }

  private Connection connection() throws SQLException {
    Connection connection = open;
    if (connection == null) {
      connection = DriverManager.getConnection(url);
      open = connection;
    }
    return connection;
  }

  @Override
  public void close() {
    Connection connection = open;
    open = null;
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException _) {
        // It is gone, which is what was wanted.
      }
    }
  }
}
