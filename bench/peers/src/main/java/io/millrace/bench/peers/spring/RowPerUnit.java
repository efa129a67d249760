package io.millrace.bench.peers.spring;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A row a unit. Who buys takes rows that nobody else has locked, so buyers of one SKU do not wait
 * for each other.
 */
final class RowPerUnit implements Deduction {

  private static final String TAKE =
      "DELETE FROM stock_units WHERE sku = ? AND unit = ANY (ARRAY("
          + "SELECT unit FROM stock_units WHERE sku = ? ORDER BY unit LIMIT ?"
          + " FOR UPDATE SKIP LOCKED))";

  private final JdbcTemplate sql;

  RowPerUnit(JdbcTemplate sql) {
    this.sql = sql;
  }

  @Override
  public boolean take(String sku, int quantity) {
    return sql.update(TAKE, sku, sku, quantity) == quantity;
  }
}
