package io.millrace.bench.peers.spring;

import org.springframework.jdbc.core.JdbcTemplate;

/** A counter a SKU, and the condition in the statement that changes it. */
final class RowPerSku implements Deduction {

  private static final String TAKE =
      "UPDATE stock SET available = available - ? WHERE sku = ? AND available >= ?";

  private final JdbcTemplate sql;

  RowPerSku(JdbcTemplate sql) {
    this.sql = sql;
  }

  @Override
  public boolean take(String sku, int quantity) {
    return sql.update(TAKE, quantity, sku, quantity) == 1;
  }
}
