package io.millrace.projection;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What lies in the tables, as text: two that are equal hold the same. */
final class Dump {

  private Dump() {}

  /** Rows by table, each table's in the order of their texts. */
  static Map<String, Set<String>> of(String url) throws SQLException {
    Map<String, Set<String>> tables = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url)) {
      DatabaseMetaData about = connection.getMetaData();
      try (ResultSet found =
          about.getTables(
              connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE"})) {
        while (found.next()) {
          tables.put(found.getString("TABLE_NAME"), new TreeSet<>());
        }
      }
      tables.remove("millrace_schema"); // counts how often tables were made anew
      for (Map.Entry<String, Set<String>> table : tables.entrySet()) {
        rows(connection, table.getKey(), table.getValue());
      }
    }
    return tables;
  }

  private static void rows(Connection connection, String table, Set<String> into)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          Object value = rows.getObject(i);
          row.append(rows.getMetaData().getColumnName(i))
              .append('=')
              .append(value instanceof byte[] bytes ? Arrays.toString(bytes) : value)
              .append(' ');
        }
        into.add(row.toString());
      }
    }
  }
}
