package io.millrace.bench.peers.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** The goods as the database has them, from which Redis is warmed before the rush. */
record Catalogue(Map<String, Long> prices, Map<String, Long> available) {

  private static final String QUERY = "SELECT sku, price, available FROM stock";

  static Catalogue read(String database) throws SQLException {
    Map<String, Long> prices = new HashMap<>();
    Map<String, Long> available = new HashMap<>();
    try (Connection connection = DriverManager.getConnection(database);
        Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery(QUERY)) {
      while (rows.next()) {
        prices.put(rows.getString(1), rows.getLong(2));
        available.put(rows.getString(1), rows.getLong(3));
      }
    }
    return new Catalogue(prices, available);
  }

  /** Only what is not there yet: after a start, Redis knows better than the database. */
  void warm(RedisClient redis) {
    try (StatefulRedisConnection<String, String> connection = redis.connect()) {
      available.forEach(
          (sku, units) -> connection.sync().setnx(Keys.stock(sku), Long.toString(units)));
    }
  }
}
