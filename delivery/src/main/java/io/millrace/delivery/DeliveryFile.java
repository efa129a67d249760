package io.millrace.delivery;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The file in which deliveries stand. Two write it: the follower, which writes down what is to be
 * delivered together with its cursor, and the dispatcher, which writes down what became of it. They
 * take turns by a lock, for SQLite has one writer. Those who ask have a connection of their own and
 * see what was committed.
 *
 * <p>After any exception the connection is closed, which undoes what was not committed.
 */
final class DeliveryFile implements AutoCloseable {

  /** A power cut may take the last transactions along, cursor and all: they are made again. */
  private static final List<String> GREETING_OF_WRITER =
      List.of(
          "PRAGMA journal_mode = WAL",
          "PRAGMA synchronous = NORMAL",
          "PRAGMA busy_timeout = 1000",
          "PRAGMA temp_store = MEMORY",
          "PRAGMA cache_size = -32768",
          "PRAGMA wal_autocheckpoint = 4000");

  private static final List<String> GREETING_OF_READER =
      List.of("PRAGMA busy_timeout = 5000", "PRAGMA query_only = ON");

  private final String url;
  private final long deliversFromMillis;
  private final Consumer<String> before;
  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock reading = new ReentrantLock();
  private @Nullable Sql writer;
  private @Nullable Sql reader;

  /**
   * Nothing is opened before it is needed.
   *
   * @param deliversFromMillis events before this time are not delivered by a file that is new
   */
  DeliveryFile(Path path, long deliversFromMillis) {
    this("jdbc:sqlite:" + path.toAbsolutePath(), deliversFromMillis, _ -> {});
  }

  /**
   * With somebody who looks on.
   *
   * @param before told of each change, before and after its commit
   */
  DeliveryFile(String url, long deliversFromMillis, Consumer<String> before) {
    this.url = url;
    this.deliversFromMillis = deliversFromMillis;
    this.before = before;
  }

  /** Something that is done in the file, and may fail there. */
  interface Work<T> {
    T run(Sql sql) throws SQLException;
  }

  /** One transaction: all of it, or nothing. */
  <T> T write(Work<T> work) throws SQLException {
    writing.lock();
    try {
      Sql open = openWriter();
      T done = work.run(open);
      open.commit();
      return done;
    } catch (SQLException | RuntimeException | Error failure) {
      closeWriter();
      throw failure;
    } finally {
      writing.unlock();
    }
  }

  /** A look of a writer's, which sees all that was written. */
  <T> T look(Work<T> work) throws SQLException {
    writing.lock();
    try {
      Sql open = openWriter();
      T seen = work.run(open);
      open.endLook();
      return seen;
    } catch (SQLException | RuntimeException | Error failure) {
      closeWriter();
      throw failure;
    } finally {
      writing.unlock();
    }
  }

  /** For those who ask. */
  <T> T read(Work<T> work) throws SQLException {
    reading.lock();
    try {
      Sql open = openReader();
      T seen = work.run(open);
      open.endLook();
      return seen;
    } catch (SQLException | RuntimeException | Error failure) {
      closeReader();
      throw failure;
    } finally {
      reading.unlock();
    }
  }

  private Sql openWriter() throws SQLException {
    Sql open = writer;
    if (open == null) {
      open = new Sql(url, GREETING_OF_WRITER, before);
      writer = open;
      if (DeliveryTables.exist(open)) {
        DeliveryTables.rise(open);
        DeliveryTables.checkVersion(open);
        open.commit();
      } else {
        DeliveryTables.create(open, deliversFromMillis);
        open.commit();
      }
    }
    return open;
  }

  private Sql openReader() throws SQLException {
    Sql open = reader;
    if (open == null) {
      look(_ -> true); // so that the tables are there
      open = new Sql(url, GREETING_OF_READER, _ -> {});
      reader = open;
    }
    return open;
  }

  private void closeWriter() {
    Sql open = writer;
    writer = null;
    if (open != null) {
      open.close();
    }
  }

  private void closeReader() {
    Sql open = reader;
    reader = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    reading.lock();
    try {
      closeReader();
    } finally {
      reading.unlock();
    }
    writing.lock();
    try {
      closeWriter();
    } finally {
      writing.unlock();
    }
  }
}
