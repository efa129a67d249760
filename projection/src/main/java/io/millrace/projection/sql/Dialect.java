package io.millrace.projection.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** In what the databases differ, as far as it matters here. */
public enum Dialect {
  /** A file; one writer, any number of readers. */
  SQLITE("INTEGER PRIMARY KEY", "BLOB", "", " WITHOUT ROWID"),
  POSTGRESQL("BIGINT PRIMARY KEY", "BYTEA", "", "");

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
      default ->
          throw new IllegalArgumentException(
              "must begin with jdbc:sqlite: or jdbc:postgresql:, and not with "
                  + (parts.length < 3 ? url : parts[0] + ":" + parts[1]));
    };
  }

  /** Writes what a statement that makes tables leaves open. */
  public String in(String statement) {
    return statement
        .replace("{number key}", numberKey)
        .replace("{bytes}", bytes)
        .replace("{flat}", flatEnd + tableEnd)
        .replace("{table}", tableEnd);
  }

  /** What a session that writes is told first. */
  List<String> greetingOfWriter() {
    return switch (this) {
      // A power cut may take the last transactions along, cursor and all: they are made again.
      case SQLITE ->
          List.of(
              "PRAGMA journal_mode = WAL",
              "PRAGMA synchronous = NORMAL",
              "PRAGMA busy_timeout = 1000",
              "PRAGMA temp_store = MEMORY",
              "PRAGMA cache_size = -65536",
              "PRAGMA wal_autocheckpoint = 4000");
      case POSTGRESQL -> List.of();
    };
  }

  /** What a session that reads is told first. */
  List<String> greetingOfReader() {
    return switch (this) {
      case SQLITE -> List.of("PRAGMA busy_timeout = 5000", "PRAGMA query_only = ON");
      case POSTGRESQL -> List.of();
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
      case POSTGRESQL -> {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        yield state.startsWith("22") || state.startsWith("23");
      }
    };
  }
}
