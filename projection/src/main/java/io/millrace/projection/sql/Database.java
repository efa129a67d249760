package io.millrace.projection.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A database by its URL. Every session is a connection of its own. */
public final class Database {

  /** A server that does not answer by then is taken for gone. */
  private static final String CONNECT_SECONDS_MAX = "10";

  /** A statement that takes longer is no use to anybody; a rebuild's batches take milliseconds. */
  private static final String ANSWER_SECONDS_MAX = "60";

  private static final String CONNECT_MILLIS_MAX = CONNECT_SECONDS_MAX + "000";
  private static final String ANSWER_MILLIS_MAX = ANSWER_SECONDS_MAX + "000";

  private final String url;
  private final Driver driver;
  private final Dialect dialect;
  private final Consumer<String> before;

  /**
   * One whose driver comes along.
   *
   * @throws IllegalArgumentException if it does not
   */
  public Database(String url) {
    this(url, null);
  }

  /**
   * One whose driver its user brings.
   *
   * @param jar the driver's; null for one that comes along
   * @throws IllegalArgumentException if there is no such driver
   */
  public Database(String url, @Nullable Path jar) {
    this(url, jar, _ -> {});
  }

  /**
   * With somebody who looks on.
   *
   * @param before told of each step of a session that writes, before and after its commit
   */
  public Database(String url, @Nullable Path jar, Consumer<String> before) {
    this.url = url;
    this.dialect = Dialect.of(url);
    this.driver = jar == null ? Drivers.present(url) : Drivers.in(jar, url);
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
    Connection connection = driver.connect(url, properties());
    if (connection == null) {
      throw new SQLException("the driver does not know this kind of database");
    }
    try {
      try (Statement statement = connection.createStatement()) {
        for (String line : greeting) {
          statement.execute(line);
        }
      }
      connection.setAutoCommit(false);
      if (dialect != Dialect.SQLITE) { // a page and the position that it shows are one look
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
    switch (dialect) {
      case SQLITE -> {
        // has no server
      }
      case POSTGRESQL -> {
        put(properties, "reWriteBatchedInserts", "true");
        put(properties, "connectTimeout", CONNECT_SECONDS_MAX);
        put(properties, "socketTimeout", ANSWER_SECONDS_MAX);
        put(properties, "ApplicationName", "millrace");
      }
      case MARIADB -> {
        if (url.startsWith("jdbc:mysql:")) { // MariaDB's driver sends a batch at a stroke by itself
          put(properties, "rewriteBatchedStatements", "true");
        }
        put(properties, "connectTimeout", CONNECT_MILLIS_MAX);
        put(properties, "socketTimeout", ANSWER_MILLIS_MAX);
      }
    }
    return properties;
  }

  private void put(Properties properties, String name, String value) {
    if (!url.contains(name + "=")) {
      properties.setProperty(name, value);
    }
  }
}
