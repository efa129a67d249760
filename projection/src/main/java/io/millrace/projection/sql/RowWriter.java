package io.millrace.projection.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** Rows on their way into one statement: its parameters one after the other, then {@link #add}. */
public final class RowWriter {

  private final PreparedStatement statement;
  private final String sql;
  private int at = 1;
  private int rows;
  private boolean anyCount;

  RowWriter(PreparedStatement statement, String sql) {
    this.statement = statement;
    this.sql = sql;
  }

  public RowWriter number(long value) throws SQLException {
    statement.setLong(at++, value);
    return this;
  }

  public RowWriter numberIfAny(@Nullable Long value) throws SQLException {
    if (value == null) {
      statement.setNull(at++, Types.BIGINT);
    } else {
      statement.setLong(at++, value);
    }
    return this;
  }

  public RowWriter text(String value) throws SQLException {
    statement.setString(at++, value);
    return this;
  }

  public RowWriter textIfAny(@Nullable String value) throws SQLException {
    if (value == null) {
      statement.setNull(at++, Types.VARCHAR);
    } else {
      statement.setString(at++, value);
    }
    return this;
  }

  public RowWriter bytes(byte[] value) throws SQLException {
    statement.setBytes(at++, value);
    return this;
  }

  /** Databases count what is added to a row in ways of their own. */
  void acceptAnyCount() {
    anyCount = true;
  }

  public void add() throws SQLException {
    statement.addBatch();
    at = 1;
    rows++;
  }

  boolean hasRows() {
    return rows > 0;
  }

  String sql() {
    return sql;
  }

  void flush() throws SQLException {
    rows = 0;
    for (int changed : statement.executeBatch()) {
      if (changed != 1 && changed != Statement.SUCCESS_NO_INFO && !anyCount) {
        throw new IllegalStateException(
            "a row that must be there was not, or was there twice: " + sql);
      }
    }
  }
}
