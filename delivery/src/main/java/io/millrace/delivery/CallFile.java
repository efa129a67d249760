package io.millrace.delivery;

import io.millrace.delivery.party.CallLog;
import io.millrace.delivery.party.FailureKind;
import io.millrace.delivery.party.LoggedCall;
import io.millrace.model.Secret;
import io.millrace.node.delivery.CallSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Calls to third parties, in an SQLite file of their own. Any thread may ask; the file is owned by
 * one of its own, for SQLite holds a thread while it forces, and a virtual thread that is held so
 * holds one of the few that carry everybody's requests. After any exception the connection is
 * closed, which undoes what was not committed.
 */
public final class CallFile implements CallLog, AutoCloseable {

  /** For so long anybody can ask what was sent. */
  static final Duration KEPT_MAX = Duration.ofDays(90);

  /** A few gigabytes; the oldest go first. */
  static final long TRIES_MAX = 1_000_000;

  private static final int VERSION = 1;

  /** Old ones go a few at a time, whenever so many came. */
  private static final int SLICE = 64;

  private static final List<String> GREETING =
      List.of(
          "PRAGMA journal_mode = WAL",
          // What was sent must be found again after a loss of power, too: there is no log behind
          // it.
          "PRAGMA synchronous = FULL",
          "PRAGMA busy_timeout = 1000");

  private static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE call_schema (version INTEGER NOT NULL)",
          // Numbers are never used again: somebody may ask for one that is gone.
          "CREATE TABLE calls (number INTEGER PRIMARY KEY AUTOINCREMENT, party TEXT NOT NULL,"
              + " shop TEXT NOT NULL, order_id TEXT NOT NULL, key TEXT, call INTEGER NOT NULL, attempt INTEGER NOT NULL,"
              + " replay_of INTEGER NOT NULL, replay_by TEXT NOT NULL, at_ms INTEGER NOT NULL,"
              + " took_ms INTEGER NOT NULL, kind INTEGER, status INTEGER NOT NULL,"
              + " request TEXT NOT NULL, response TEXT NOT NULL, sealed BLOB NOT NULL)",
          "CREATE INDEX calls_of_party ON calls (party, number)",
          "CREATE INDEX calls_of_order ON calls (order_id, number)",
          "CREATE INDEX calls_of_shop ON calls (shop, number)",
          "CREATE INDEX calls_of_call ON calls (call)",
          "INSERT INTO call_schema VALUES (" + VERSION + ")");

  private static final String COLUMNS =
      "SELECT number, party, shop, order_id, key, call, attempt, replay_of, replay_by, at_ms, took_ms, kind,"
          + " status, request, response FROM calls WHERE ";

  /** The oldest tries are forgotten first: while a call's first is there, all of them are. */
  private static final String MAY_BE_DONE =
      "SELECT number FROM calls WHERE call = ?1 AND (kind IS NULL OR kind IN (%s))"
              .formatted(
                  Arrays.stream(FailureKind.values())
                      .filter(FailureKind::mayBeDone)
                      .map(kind -> Integer.toString(kind.number()))
                      .collect(Collectors.joining(", ")))
          + " UNION SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM calls WHERE number = ?1)";

  private final String url;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("calls").factory());
  private @Nullable Sql sql;
  private int begunSinceLook;

  /** Nothing is opened before it is needed; the file is made if it is not there. */
  public CallFile(Path path) {
    this.url = "jdbc:sqlite:" + path.toAbsolutePath();
  }

  private <T> T in(DeliveryFile.Work<T> work) throws IOException {
    try {
      return CompletableFuture.supplyAsync(() -> done(work), thread).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case SQLException why ->
            throw new IOException("the file of calls: " + why.getMessage(), why);
        case RuntimeException fault -> throw fault;
        case null, default -> throw e;
      }
    } catch (RejectedExecutionException e) {
      throw new IOException("the file of calls is closed", e);
    }
  }

  private <T> T done(DeliveryFile.Work<T> work) {
    try {
      Sql open = open();
      T done = work.run(open);
      open.commit();
      return done;
    } catch (SQLException e) {
      letGo();
      throw new CompletionException(e);
    } catch (RuntimeException e) {
      letGo();
      throw e;
    }
  }

  private Sql open() throws SQLException {
    Sql open = sql;
    if (open == null) {
      open = new Sql(url, GREETING, _ -> {});
      sql = open;
      prepare(open);
    }
    return open;
  }

  private static void prepare(Sql open) throws SQLException {
    String there = "SELECT count(*) FROM sqlite_master WHERE name = 'call_schema'";
    if (open.number(there, 0) == 0) {
      for (String statement : STATEMENTS) {
        open.execute(statement);
      }
      open.commit();
    }
    long version = open.number("SELECT version FROM call_schema", 0);
    if (version != VERSION) {
      throw new SQLException(
          "it is of version %d, and this build's is of version %d".formatted(version, VERSION));
    }
  }

  private void letGo() {
    Sql open = sql;
    sql = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public OptionalLong begin(Begun begun) throws IOException {
    boolean isFirst = begun.call() == 0;
    return in(open -> {
      if (begun.isOnce() && !isFirst && !mayBeDone(open, begun.call()).isEmpty()) {
        return OptionalLong.empty();
      }
      open.update(
          "INSERT INTO calls (party, shop, order_id, key, call, attempt, replay_of, replay_by, at_ms, took_ms,"
              + " kind, status, request, response, sealed)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, 0, ?, '', ?)",
          begun.party(),
          begun.shop(),
          begun.order(),
          begun.key(),
          begun.call(),
          begun.attempt(),
          begun.replayOf(),
          begun.by(),
          begun.atMillis(),
          begun.request(),
          begun.sealed().bytes());
      long number = open.number("SELECT last_insert_rowid()", 0);
      if (isFirst) {
        open.update("UPDATE calls SET call = number WHERE number = ?", number);
      }
      if (++begunSinceLook >= SLICE) {
        begunSinceLook = 0;
        forget(open, number, begun.atMillis());
      }
      return OptionalLong.of(number);
    });
  }

  /**
   * Looks at twice as many as came since, so that it catches up; and at no others, for everybody
   * waits meanwhile.
   */
  private static void forget(Sql open, long newest, long nowMillis) throws SQLException {
    open.update(
        "DELETE FROM calls WHERE number IN (SELECT number FROM calls ORDER BY number LIMIT ?)"
            + " AND (number <= ? OR at_ms < ?)",
        2 * SLICE,
        newest - TRIES_MAX,
        nowMillis - KEPT_MAX.toMillis());
  }

  @Override
  public void end(long number, Ended ended) throws IOException {
    var _ =
        in(open ->
            open.update(
                "UPDATE calls SET took_ms = ?, kind = ?, status = ?, response = ? WHERE number = ?",
                ended.tookMillis(),
                ended.kind().number(),
                ended.status(),
                ended.response(),
                number));
  }

  @Override
  public List<Long> mayBeDone(long call) throws IOException {
    return in(open -> mayBeDone(open, call));
  }

  private static List<Long> mayBeDone(Sql open, long call) throws SQLException {
    List<Long> found = new ArrayList<>();
    open.query(MAY_BE_DONE, row -> found.add(row.getLong(1)), call);
    return found;
  }

  @Override
  public List<LoggedCall> search(CallSearch search) throws IOException {
    List<String> conditions = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    narrow(conditions, values, "party = ?", search.party());
    narrow(conditions, values, "order_id = ?", search.order());
    narrow(conditions, values, "shop = ?", search.shop() == null ? null : search.shop().value());
    narrow(conditions, values, "number < ?", search.before());
    values.add(search.limit());
    String which = conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
    return in(open -> {
      List<LoggedCall> found = new ArrayList<>();
      open.query(
          COLUMNS + which + " ORDER BY number DESC LIMIT ?",
          row -> found.add(read(row)),
          values.toArray());
      return found;
    });
  }

  private static void narrow(
      List<String> conditions, List<Object> values, String condition, @Nullable Object value) {
    if (value != null) {
      conditions.add(condition);
      values.add(value);
    }
  }

  @Override
  public Optional<LoggedCall> find(long number) throws IOException {
    return in(open -> {
      List<LoggedCall> found = new ArrayList<>(1);
      open.query(COLUMNS + "number = ?", row -> found.add(read(row)), number);
      return found.stream().findFirst();
    });
  }

  @Override
  public Optional<Secret> sealed(long number) throws IOException {
    return in(open -> {
      List<Secret> found = new ArrayList<>(1);
      open.query(
          "SELECT sealed FROM calls WHERE number = ?",
          row -> found.add(new Secret(row.getBytes(1))),
          number);
      return found.stream().findFirst();
    });
  }

  private static LoggedCall read(ResultSet row) throws SQLException {
    int kind = row.getInt(12);
    boolean isOpen = row.wasNull();
    return new LoggedCall(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getLong(6),
        row.getInt(7),
        row.getLong(8),
        row.getString(9),
        row.getLong(10),
        row.getLong(11),
        isOpen ? null : FailureKind.of(kind),
        row.getInt(13),
        row.getString(14),
        row.getString(15));
  }

  /** After those who call: what they ask from now on fails. */
  @Override
  public void close() {
    thread.close(); // it owns nothing any more
    letGo();
  }
}
