package io.millrace.projection.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** In what the databases differ, as far as it matters here. */
public enum Dialect {
  /** A file; one writer, any number of readers. */
  SQLITE("INTEGER PRIMARY KEY", "BLOB", "", " WITHOUT ROWID"),
  POSTGRESQL("BIGINT PRIMARY KEY", "BYTEA", "", ""),

  /**
   * MySQL too. Texts are compared as they are: ids that differ in case, or in a space at their end,
   * are two ids. Each of the two servers reads its own comment and none of the other's.
   */
  MARIADB(
      "BIGINT PRIMARY KEY",
      "LONGBLOB",
      " ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE"
          + " /*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */",
      "");

  private static final int SQLITE_CONSTRAINT = 19;
  private static final int SQLITE_MISMATCH = 20;
  private static final int SQLITE_TOO_BIG = 18;

  /** SQLite's codes have a reason in the higher bits. */
  private static final int SQLITE_CODE_MASK = 0xff;

  private final String numberKey;
  private final String bytes;
  private final String tableEnd;
  private final String flatEnd;

  Dialect(String numberKey, String bytes, String tableEnd, String flatEnd) {
    this.numberKey = numberKey;
    this.bytes = bytes;
    this.tableEnd = tableEnd;
    this.flatEnd = flatEnd;
  }

  /** The one of an URL as {@code jdbc:postgresql://…}. */
  public static Dialect of(String url) {
    String[] parts = url.split(":", 3);
    String name = parts.length < 3 ? "" : parts[1].toLowerCase(Locale.ROOT);
    return switch (name) {
      case "sqlite" -> SQLITE;
      case "postgresql" -> POSTGRESQL;
      case "mariadb", "mysql" -> MARIADB;
      default ->
          throw new IllegalArgumentException(
              "must begin with jdbc:sqlite:, jdbc:postgresql:, jdbc:mariadb: or jdbc:mysql:, and not with "
                  + (parts.length < 3 ? url : parts[0] + ":" + parts[1]));
    };
  }

  /** Writes what a statement that makes tables leaves open. */
  public String in(String statement) {
    return statement
        .replace("{number key}", numberKey)
        .replace("{bytes}", bytes)
        .replace("{flat}", flatEnd + tableEnd)
        .replace("{table}", tableEnd)
        .replace("{, order_id}", indexesHaveKey() ? "" : ", order_id")
        .replace("{where reference is set}", indexesPart() ? "WHERE reference IS NOT NULL" : "");
  }

  /** Whether the table's own key, a number, stands in every index anyhow. */
  private boolean indexesHaveKey() {
    return switch (this) {
      case SQLITE -> true;
      case POSTGRESQL, MARIADB -> false;
    };
  }

  /** Whether an index may hold some of the rows only. */
  private boolean indexesPart() {
    return switch (this) {
      case SQLITE, POSTGRESQL -> true;
      case MARIADB -> false;
    };
  }

  /**
   * Whether a question names the index that it goes along. SQLite gathers no statistics by itself,
   * and without them it takes an index by time for one as good as that by buyer. Servers know their
   * rows.
   */
  public boolean isToldIndices() {
    return switch (this) {
      case SQLITE -> true;
      case POSTGRESQL, MARIADB -> false;
    };
  }

  /** Whether a transaction that was cut off takes the tables back that it made or renamed. */
  public boolean undoesDefinitions() {
    return switch (this) {
      case SQLITE, POSTGRESQL -> true;
      case MARIADB -> false;
    };
  }

  /** A text as it is compared byte by byte, which is the same everywhere. */
  public String byBytes(String column) {
    return switch (this) {
      case SQLITE, MARIADB -> column; // are made so
      case POSTGRESQL -> column + " COLLATE \"C\"";
    };
  }

  /** Adds to the sums of a row, or makes it. */
  String adding(String table, List<String> keys, List<String> sums) {
    List<String> columns = new ArrayList<>(keys);
    columns.addAll(sums);
    String into = String.join(", ", columns);
    String values = String.join(", ", Collections.nCopies(columns.size(), "?"));
    return switch (this) {
      case SQLITE, POSTGRESQL ->
          "INSERT INTO %s AS t (%s) VALUES (%s) ON CONFLICT (%s) DO UPDATE SET %s"
              .formatted(
                  table,
                  into,
                  values,
                  String.join(", ", keys),
                  each(sums, "%1$s = t.%1$s + excluded.%1$s"));
      case MARIADB ->
          "INSERT INTO %s (%s) VALUES (%s) ON DUPLICATE KEY UPDATE %s"
              .formatted(table, into, values, each(sums, "%1$s = %1$s + VALUES(%1$s)"));
    };
  }

  private static String each(List<String> columns, String form) {
    return columns.stream().map(form::formatted).collect(Collectors.joining(", "));
  }

  /** What a session that writes is told first. */
  List<String> greetingOfWriter() {
    return switch (this) {
      // A power cut may take the last transactions along, cursor and all: they are made again.
      // Pages that change in every batch are written home once for 64 MiB of them, not for 16: a
      // tenth more orders a second.
      case SQLITE ->
          List.of(
              "PRAGMA journal_mode = WAL",
              "PRAGMA synchronous = NORMAL",
              "PRAGMA busy_timeout = 1000",
              "PRAGMA temp_store = MEMORY",
              "PRAGMA cache_size = -65536",
              "PRAGMA wal_autocheckpoint = 16000");
      case POSTGRESQL -> List.of();
      // What does not fit is refused, and not cut to size.
      case MARIADB -> List.of("SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')");
    };
  }

  /** What a session that reads is told first. */
  List<String> greetingOfReader() {
    return switch (this) {
      case SQLITE -> List.of("PRAGMA busy_timeout = 5000", "PRAGMA query_only = ON");
      case POSTGRESQL -> List.of();
      case MARIADB -> List.of("SET SESSION TRANSACTION READ ONLY");
    };
  }

  /**
   * Whether the data is to blame: that it breaks a constraint or does not fit. Everything else is
   * trouble of the database's, which passes or is mended.
   */
  public boolean blamesData(SQLException failure) {
    return switch (this) {
      case SQLITE -> {
        int code = failure.getErrorCode() & SQLITE_CODE_MASK;
        yield code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH || code == SQLITE_TOO_BIG;
      }
      case POSTGRESQL, MARIADB -> {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        yield state.startsWith("22") || state.startsWith("23");
      }
    };
  }
}
