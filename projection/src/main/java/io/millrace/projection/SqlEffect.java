package io.millrace.projection;

import io.millrace.model.ShopId;
import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.Effect;
import io.millrace.node.follow.EffectStopped;
import io.millrace.node.follow.EffectUnavailable;
import io.millrace.node.follow.FactBatch;
import io.millrace.node.follow.Rebuildable;
import io.millrace.node.follow.SkippedFact;
import io.millrace.projection.sql.Database;
import io.millrace.projection.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tables that are kept by a follower: each batch is one transaction, and the cursor is in it.
 *
 * <p>After any exception the connection is closed, which undoes what was not committed, and all
 * that was remembered is forgotten.
 */
final class SqlEffect implements Rebuildable {

  private static final int SKIPPED_SHOWN_MAX = 100;
  private static final int SENTENCE_CHARS_MAX = 1_000;

  private final Database database;
  private final Part part;
  private final Tables tables;
  private final Consumer<Map<ShopId, Long>> told;
  private BatchWork.Memory memory = BatchWork.Memory.empty();
  private @Nullable Session session;
  private @Nullable SqlEffect beside;

  /** Where each shard stands, as far as this one knows: it was read, or written, here. */
  private final Map<Integer, Cursor> stands = new HashMap<>();

  /**
   * Nothing is opened before it is needed.
   *
   * @param told of the positions that each commit has brought
   */
  SqlEffect(Database database, Part part, Consumer<Map<ShopId, Long>> told) {
    this(database, part, Tables.CURRENT, told);
  }

  private SqlEffect(Database database, Part part, Tables tables, Consumer<Map<ShopId, Long>> told) {
    this.database = database;
    this.part = part;
    this.tables = tables;
    this.told = told;
  }

  /** Something that is done in the database, and may fail there. */
  private interface Task<T> {
    T run(Session session) throws SQLException, EffectStopped;
  }

  private <T> T run(Task<T> task) throws EffectUnavailable {
    try {
      return task.run(open());
    } catch (SQLException e) {
      close();
      if (database.dialect().blamesData(e)) {
        throw new IllegalStateException(String.valueOf(e.getMessage()), e);
      }
      throw new EffectUnavailable("the database: " + e.getMessage(), e);
    } catch (EffectStopped | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Session open() throws SQLException {
    Session open = session;
    if (open == null) {
      open = database.writer();
      session = open;
      prepare(open);
    }
    return open;
  }

  /** The first time, makes the tables. */
  private void prepare(Session fresh) throws SQLException {
    if (!fresh.dialect().undoesDefinitions() && tables.equals(Tables.CURRENT)) {
      Tables.dropOld(fresh);
    }
    if (tables.equals(Tables.NEXT) && tables.exist(fresh) && !isWanted(fresh)) {
      tables.drop(fresh); // another build began them, or for other databases: nobody will end them
    }
    if (!tables.exist(fresh)) {
      tables.create(fresh, tables.equals(Tables.CURRENT) ? 1 : generationAfter(fresh), part);
      fresh.commit();
    }
    int version = tables.version(fresh);
    Part stored = tables.part(fresh);
    fresh.endLook();
    if (version != Tables.VERSION) {
      throw new SQLException(
          "its tables are of version %d, and this build's are of version %d: rebuild the read model"
              .formatted(version, Tables.VERSION));
    }
    if (!stored.equals(part)) {
      throw new SQLException(part.unlike(stored));
    }
  }

  private boolean isWanted(Session fresh) throws SQLException {
    return tables.version(fresh) == Tables.VERSION && tables.part(fresh).equals(part);
  }

  private static long generationAfter(Session fresh) throws SQLException {
    return Tables.CURRENT.exist(fresh) ? Tables.CURRENT.generation(fresh) + 1 : 1;
  }

  @Override
  public @Nullable Cursor cursor(int shard) throws EffectUnavailable {
    List<Cursor> all =
        run(open -> {
          List<Cursor> found = new ArrayList<>(1);
          open.query(
              tables.in(
                  "SELECT log_high, log_low, epoch, sequence FROM #millrace_cursors WHERE shard = ?"),
              statement -> statement.setInt(1, shard),
              row ->
                  found.add(
                      new Cursor(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4))));
          open.endLook();
          return found;
        });
    if (all.isEmpty()) {
      stands.remove(shard);
      return null;
    }
    stands.put(shard, all.getFirst());
    return all.getFirst();
  }

  @Override
  public void take(FactBatch batch) throws EffectUnavailable {
    Map<ShopId, Long> positions =
        run(open -> {
          move(open, batch); // first: whoever else writes here waits, and then finds it moved
          Map<ShopId, Long> moved = new BatchWork(open, tables, part, batch, memory).run();
          open.commit();
          return moved;
        });
    stands.put(batch.shard(), batch.end());
    told.accept(positions);
  }

  /**
   * From where this one knows the cursor to be, and from nowhere else: a copy of the node that was
   * given the same database would count everything twice.
   */
  private void move(Session open, FactBatch batch) throws SQLException, EffectStopped {
    Cursor from = stands.get(batch.shard());
    Cursor end = batch.end();
    if (from == null) {
      open.writer(
              tables.in(
                  "INSERT INTO #millrace_cursors (log_high, log_low, epoch, sequence, time_ms,"
                      + " shard) VALUES (?, ?, ?, ?, ?, ?)"))
          .number(end.logHigh())
          .number(end.logLow())
          .number(end.epoch())
          .number(end.sequence())
          .number(batch.timeMillis())
          .number(batch.shard())
          .add();
      open.flush();
      return;
    }
    int moved =
        open.update(
            tables.in(
                "UPDATE #millrace_cursors SET log_high = ?, log_low = ?, epoch = ?, sequence = ?,"
                    + " time_ms = ? WHERE shard = ? AND log_high = ? AND log_low = ? AND epoch = ?"
                    + " AND sequence = ?"),
            end.logHigh(),
            end.logLow(),
            end.epoch(),
            end.sequence(),
            batch.timeMillis(),
            batch.shard(),
            from.logHigh(),
            from.logLow(),
            from.epoch(),
            from.sequence());
    if (moved != 1) {
      throw new EffectStopped(
          ("somebody else has moved the cursor of shard %d: another node keeps these tables too;"
                  + " give each a database of its own, then retry, or rebuild")
              .formatted(batch.shard()));
    }
  }

  @Override
  public void skip(FactBatch batch, SkippedFact skipped) throws EffectUnavailable {
    Map<ShopId, Long> positions =
        run(open -> {
          move(open, batch);
          open.writer(
                  tables.in(
                      "INSERT INTO #millrace_skipped (shard, sequence, fact, why, reason, at_ms)"
                          + " VALUES (?, ?, ?, ?, ?, ?)"))
              .number(skipped.shard())
              .number(skipped.sequence())
              .text(skipped.fact())
              .text(cut(skipped.why()))
              .text(cut(skipped.reason()))
              .number(skipped.atMillis())
              .add();
          ShopBook shops = new ShopBook(open, tables, batch.shard());
          shops.passOver(batch);
          open.flush();
          open.commit();
          return shops.positions();
        });
    stands.put(batch.shard(), batch.end());
    told.accept(positions);
  }

  private static String cut(String sentence) {
    return sentence.substring(0, Math.min(sentence.length(), SENTENCE_CHARS_MAX));
  }

  @Override
  public List<SkippedFact> skipped() throws EffectUnavailable {
    return run(open -> {
      List<SkippedFact> skipped = new ArrayList<>();
      open.query(
          tables.in(
              "SELECT shard, sequence, fact, why, reason, at_ms FROM #millrace_skipped"
                  + " ORDER BY at_ms DESC, shard, sequence DESC LIMIT "
                  + SKIPPED_SHOWN_MAX),
          statement -> {},
          row ->
              skipped.add(
                  new SkippedFact(
                      row.getInt(1),
                      row.getLong(2),
                      row.getString(3),
                      row.getString(4),
                      row.getString(5),
                      row.getLong(6))));
      open.endLook();
      return skipped;
    });
  }

  @Override
  public boolean hasBeside() throws EffectUnavailable {
    return beside != null
        || inAnyVersion(open -> {
          boolean there = Tables.NEXT.exist(open);
          open.endLook();
          return there;
        });
  }

  @Override
  public Effect beside() throws EffectUnavailable {
    SqlEffect next = beside;
    if (next == null) {
      next = new SqlEffect(database, part, Tables.NEXT, _ -> {});
      beside = next;
    }
    return next;
  }

  /** Also where the tables that are there are of another version. */
  private <T> T inAnyVersion(Task<T> task) throws EffectUnavailable {
    try (Session fresh = database.writer()) {
      return task.run(fresh);
    } catch (SQLException e) {
      throw new EffectUnavailable("the database: " + e.getMessage(), e);
    }
  }

  @Override
  public void swap() throws EffectUnavailable {
    SqlEffect next = beside;
    if (next != null) {
      next.close();
    }
    close();
    inAnyVersion(open -> {
      if (Tables.NEXT.exist(open)) {
        Tables.NEXT.replaceCurrent(open);
        open.commit();
      }
      return true;
    });
    beside = null;
  }

  @Override
  public void close() {
    Session open = session;
    session = null;
    memory = BatchWork.Memory.empty();
    if (open != null) {
      open.close();
    }
  }
}
