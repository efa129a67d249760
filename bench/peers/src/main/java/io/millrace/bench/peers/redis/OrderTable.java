package io.millrace.bench.peers.redis;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Orders, items and stock in PostgreSQL, written by one statement a batch. Owned by the writer. */
final class OrderTable {

  /** An order that is there is not counted again. */
  private static final String STORE =
      """
      WITH wanted AS (
        SELECT * FROM unnest(?, ?, ?, ?, ?, ?) AS w (id, buyer, key, sku, quantity, total)),
      placed AS (
        INSERT INTO orders (id, buyer, key, total, currency)
        SELECT id, buyer, key, total, 'CNY' FROM wanted
        ON CONFLICT DO NOTHING RETURNING id),
      items AS (
        INSERT INTO order_items (order_id, line, sku, quantity)
        SELECT id, 1, sku, quantity FROM wanted JOIN placed USING (id)),
      taken AS (
        SELECT sku, sum(quantity) AS units FROM wanted JOIN placed USING (id) GROUP BY sku)
      UPDATE stock SET available = available - units FROM taken WHERE stock.sku = taken.sku
      """;

  private final String database;
  private @Nullable Connection open;

  OrderTable(String database) {
    this.database = database;
  }

  /** Returns when they are durable. */
  void store(List<Map<String, String>> orders) throws SQLException {
    Connection connection = open == null ? DriverManager.getConnection(database) : open;
    open = connection;
    try (PreparedStatement store = connection.prepareStatement(STORE)) {
      store.setArray(1, array(connection, "bigint", orders, order -> number(order, "id")));
      store.setArray(2, array(connection, "text", orders, order -> order.get("buyer")));
      store.setArray(3, array(connection, "text", orders, order -> order.get("key")));
      store.setArray(4, array(connection, "text", orders, order -> order.get("sku")));
      store.setArray(5, array(connection, "bigint", orders, order -> number(order, "quantity")));
      store.setArray(6, array(connection, "bigint", orders, order -> number(order, "total")));
      store.executeUpdate();
    } catch (SQLException e) {
      open = null;
      connection.close();
      throw e;
    }
  }

  private static Long number(Map<String, String> order, String field) {
    return Long.valueOf(order.get(field));
  }

  private static Array array(
      Connection connection,
      String type,
      List<Map<String, String>> orders,
      Function<Map<String, String>, @Nullable Object> value)
      throws SQLException {
    return connection.createArrayOf(type, orders.stream().map(value).toArray());
  }
}
