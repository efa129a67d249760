package io.millrace.projection.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection, with statements that it keeps. Nothing is committed by itself. Owned by one
 * thread at a time; after an exception it is to be closed.
 */
public final class Session implements AutoCloseable {

  /** Keys of one question. A question for fewer repeats its last, so that few texts are parsed. */
  private static final int[] KEYS = {1, 10, 100, 500};

  private static final int KEYS_MAX = KEYS[KEYS.length - 1];

  private final Connection connection;
  private final Dialect dialect;
  private final Consumer<String> before;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private final Map<String, RowWriter> writers = new LinkedHashMap<>();
  private volatile @Nullable PreparedStatement asked;

  Session(Connection connection, Dialect dialect, Consumer<String> before) {
    this.connection = connection;
    this.dialect = dialect;
    this.before = before;
  }

  public Dialect dialect() {
    return dialect;
  }

  /** Gives a statement its parameters. */
  public interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  /** Takes one row. */
  public interface Row {
    void take(ResultSet row) throws SQLException;
  }

  public void query(String sql, Parameters parameters, Row row) throws SQLException {
    PreparedStatement statement = prepare(sql);
    parameters.set(statement);
    asked = statement;
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        row.take(rows);
      }
    }
  }

  /**
   * Asks for rows by many keys, in as few questions as it takes.
   *
   * @param sql ends with {@code IN (%s)}, before which it may have parameters
   * @param key sets one key at a place
   * @param first where the keys begin
   */
  public <K> void queryAll(
      String sql, Parameters others, int first, Collection<K> keys, Key<K> key, Row row)
      throws SQLException {
    Iterator<K> rest = keys.iterator();
    int left = keys.size();
    while (left > 0) {
      int count = roomFor(Math.min(left, KEYS_MAX));
      PreparedStatement statement = prepare(sql.formatted(marks(count)));
      others.set(statement);
      K last = rest.next();
      for (int i = 0; i < count; i++) {
        if (i > 0 && i < left) {
          last = rest.next();
        }
        key.set(statement, first + i, last);
      }
      left -= Math.min(left, count);
      asked = statement;
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          row.take(rows);
        }
      }
    }
  }

  /** Sets a key. */
  public interface Key<K> {
    void set(PreparedStatement statement, int at, K key) throws SQLException;
  }

  private static int roomFor(int keys) {
    for (int room : KEYS) {
      if (keys <= room) {
        return room;
      }
    }
    return KEYS_MAX;
  }

  private static String marks(int count) {
    return String.join(",", Collections.nCopies(count, "?"));
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      prepared.put(sql, known);
    }
    return known;
  }

  /** Collects rows for one statement; they are written when {@link #flush} is called. */
  public RowWriter writer(String sql) throws SQLException {
    RowWriter known = writers.get(sql);
    if (known == null) {
      known = new RowWriter(prepare(sql), sql);
      writers.put(sql, known);
    }
    return known;
  }

  /** The same for rows that need not be there. */
  public RowWriter writerOfAny(String sql) throws SQLException {
    RowWriter writer = writer(sql);
    writer.acceptAnyCount();
    return writer;
  }

  /**
   * Collects rows whose sums are added to those of the row with the same key, or that are put there
   * where there is none. A key must not come twice before they are written.
   */
  public RowWriter adder(String table, List<String> keys, List<String> sums) throws SQLException {
    return writerOfAny(dialect.adding(table, keys, sums));
  }

  /** Writes what was collected, in the order in which its statements came first. */
  public void flush() throws SQLException {
    for (RowWriter writer : writers.values()) {
      if (writer.hasRows()) {
        before.accept(writer.sql());
        writer.flush();
      }
    }
  }

  /** A statement without parameters, such as one that makes a table. */
  public void execute(String sql) throws SQLException {
    before.accept(sql);
    try (Statement statement = connection.createStatement()) {
      statement.execute(dialect.in(sql));
    }
  }

  /**
   * Changes rows at once.
   *
   * @return how many there were
   */
  public int update(String sql, long... parameters) throws SQLException {
    before.accept(sql);
    PreparedStatement statement = prepare(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setLong(i + 1, parameters[i]);
    }
    return statement.executeUpdate();
  }

  /** Whether there is such a table in the schema where this session makes its own. */
  public boolean hasTable(String table) throws SQLException {
    try (ResultSet found =
        connection
            .getMetaData()
            .getTables(
                connection.getCatalog(), connection.getSchema(), table, new String[] {"TABLE"})) {
      return found.next();
    }
  }

  public void commit() throws SQLException {
    before.accept("COMMIT");
    connection.commit();
    before.accept("after COMMIT");
  }

  /** Ends a look, so that the next one sees what has been committed since. */
  public void endLook() throws SQLException {
    connection.rollback();
  }

  /**
   * Ends the question that is under way, which fails then; nothing happens if none is. Any thread,
   * as long as nobody closes the session.
   */
  void cancel() throws SQLException {
    PreparedStatement question = asked;
    if (question != null) {
      question.cancel();
    }
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
