package io.millrace.projection.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;

/** A database by its URL. Every session is a connection of its own. */
public final class Database {

  /** A server that does not answer by then is taken for gone. */
  private static final String CONNECT_SECONDS_MAX = "10";

  /** A statement that takes longer is no use to anybody; a rebuild's batches take milliseconds. */
  private static final String ANSWER_SECONDS_MAX = "60";

  private final String url;
  private final Dialect dialect;
  private final Consumer<String> before;

  public Database(String url) {
    this(url, _ -> {});
  }

  /**
   * With somebody who looks on.
   *
   * @param before told of each step of a session that writes, before and after its commit
   */
  public Database(String url, Consumer<String> before) {
    this.url = url;
    this.dialect = Dialect.of(url);
    this.before = before;
  }

  public Dialect dialect() {
    return dialect;
  }

  public Session writer() throws SQLException {
    return session(dialect.greetingOfWriter(), before);
  }

  public Session reader() throws SQLException {
    return session(dialect.greetingOfReader(), _ -> {});
  }

  private Session session(List<String> greeting, Consumer<String> told) throws SQLException {
    Connection connection = DriverManager.getConnection(url, properties());
    try {
      try (Statement statement = connection.createStatement()) {
        for (String line : greeting) {
          statement.execute(line);
        }
      }
      connection.setAutoCommit(false);
      if (dialect == Dialect.POSTGRESQL) { // a page and the position that it shows are one look
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      }
      return new Session(connection, dialect, told);
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
  }

  /** What the URL says stands above these. */
  private Properties properties() {
    Properties properties = new Properties();
    if (dialect == Dialect.POSTGRESQL) {
      put(properties, "reWriteBatchedInserts", "true");
      put(properties, "connectTimeout", CONNECT_SECONDS_MAX);
      put(properties, "socketTimeout", ANSWER_SECONDS_MAX);
      put(properties, "ApplicationName", "millrace");
    }
    return properties;
  }

  private void put(Properties properties, String name, String value) {
    if (!url.contains(name + "=")) {
      properties.setProperty(name, value);
    }
  }
}
