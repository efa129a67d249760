package io.millrace.delivery;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection with the statements that were prepared on it. Owned by whoever opened it. */
final class Sql implements AutoCloseable {

  private final Connection connection;
  private final Consumer<String> before;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  /**
   * Opens the file, which is made if it is not there.
   *
   * @param before told of each change that is about to be made
   */
  Sql(String url, List<String> greeting, Consumer<String> before) throws SQLException {
    this.connection = DriverManager.getConnection(url);
    this.before = before;
    try {
      for (String line : greeting) {
        execute(line);
      }
      connection.setAutoCommit(false);
    } catch (SQLException | RuntimeException failure) {
      close();
      throw failure;
    }
  }

  /** Takes one row. */
  interface Row {
    void take(ResultSet row) throws SQLException;
  }

  void query(String sql, Row row, Object... values) throws SQLException {
    PreparedStatement statement = prepare(sql, values);
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        row.take(rows);
      }
    }
  }

  /** The one number that is asked for; the fallback where there is none. */
  long number(String sql, long fallback, Object... values) throws SQLException {
    long[] found = {fallback};
    query(
        sql,
        row -> {
          long value = row.getLong(1);
          found[0] = row.wasNull() ? fallback : value;
        },
        values);
    return found[0];
  }

  /** How many rows were changed. */
  int update(String sql, @Nullable Object... values) throws SQLException {
    before.accept(sql);
    return prepare(sql, values).executeUpdate();
  }

  private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /** A statement without parameters, such as one that makes a table. */
  void execute(String sql) throws SQLException {
    before.accept(sql);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void commit() throws SQLException {
    before.accept("COMMIT");
    connection.commit();
    before.accept("after COMMIT");
  }

  /** Ends a look, so that the next one sees what has been committed since. */
  void endLook() throws SQLException {
    connection.rollback();
  }

  /** Whatever was not committed is undone. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException _) {
      // It was gone already, and what it held is undone by whoever noticed that.
    }
  }
}
