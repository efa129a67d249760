package io.millrace.delivery;

import io.millrace.model.ShopId;
import io.millrace.node.delivery.EventForm;
import io.millrace.node.follow.CursorLost;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.FactStream;
import io.millrace.node.follow.FollowedFact;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Delivers again what happened behind a place, up to where the follower stood when it was asked
 * for: one replay for each endpoint, a slice of each in turn, with where it stands in the same
 * transaction, and never far ahead of the receiver. Owned by the thread that steps it; {@link
 * #lookAgain} may come from any.
 */
final class Replays {

  private static final int SLICE_FACTS = 200;

  /** So much may wait for the receiver before the next slice. */
  static final int OPEN_MAX = 1_000;

  /** After trouble with the log. */
  private static final long TROUBLE_MILLIS = 60_000;

  /** Each may hold a file; beyond this they are opened for each slice anew. */
  private static final int STREAMS_MAX = 16;

  private final DeliveryFile file;
  private final Source source;
  private final DeliveryWatch watch;
  private final DeliveryEffect.Told told;

  /** By their numbers; whose turn it was goes to the end. */
  private final Map<Long, Replay> all = new LinkedHashMap<>();

  /** There may be others in the file than at hand. */
  private volatile boolean isStale = true;

  /** Where facts come from again. */
  interface Source {
    FactStream open(ShopId shop, EventPlace behind);

    int shardOf(ShopId shop);

    EventForm form();
  }

  Replays(DeliveryFile file, Source source, DeliveryWatch watch, DeliveryEffect.Told told) {
    this.file = file;
    this.source = source;
    this.watch = watch;
    this.told = told;
  }

  /**
   * Asks for one, in place of an older one to the same endpoint. False if there is no such
   * endpoint, or if the follower is not as far as whoever asks: it may not know yet that the
   * endpoint was enabled, and what it has not written down would be in no replay.
   *
   * @param acknowledged the log's end, as whoever asks knows it
   */
  static boolean ask(
      Sql sql, int shard, ShopId shop, String endpoint, EventPlace after, long acknowledged)
      throws SQLException {
    long number = EndpointRows.numberOf(sql, shop, endpoint);
    long until = sql.number("SELECT sequence FROM cursors WHERE shard = ?", 0, shard);
    if (number == 0 || until < acknowledged) {
      return false;
    }
    sql.update(
        "INSERT INTO replays (endpoint, sequence, epoch, time_ms, until_sequence)"
            + " VALUES (?, ?, ?, ?, ?)",
        number,
        after.sequence(),
        after.epoch(),
        after.timeMillis(),
        until);
    // Not before: the older one's number would be given to the new one.
    sql.update("DELETE FROM replays WHERE endpoint = ? AND replay < last_insert_rowid()", number);
    return true;
  }

  /** Some were asked for, or endpoints have changed. */
  void lookAgain() {
    isStale = true;
  }

  /** When the next has its turn; {@link Line#NEVER} if none will. */
  long nextMillis() {
    return isStale
        ? 0
        : all.values().stream().mapToLong(replay -> replay.nextMillis).min().orElse(Line.NEVER);
  }

  /** A slice of the next replay whose turn it is. True when something was done. */
  boolean step(long nowMillis) throws SQLException {
    if (isStale) {
      load();
    }
    for (Replay replay : all.values()) {
      if (replay.nextMillis <= nowMillis) {
        all.remove(replay.number);
        all.put(replay.number, replay);
        return step(replay, nowMillis);
      }
    }
    return false;
  }

  /** Those to endpoints that are disabled rest until they are enabled. */
  private void load() throws SQLException {
    isStale = false; // before it is read: whoever asks meanwhile is found the next time
    List<Replay> found = new ArrayList<>();
    try {
      file.look(sql -> {
        sql.query(
            "SELECT replay, replays.endpoint, sequence, epoch, time_ms, until_sequence FROM replays"
                + " JOIN endpoints ON number = replays.endpoint WHERE state = ? ORDER BY replay",
            row ->
                found.add(
                    new Replay(
                        row.getLong(1),
                        row.getLong(2),
                        new EventPlace(row.getLong(3), row.getLong(4), row.getLong(5)),
                        row.getLong(6))),
            Endpoint.State.HEARS.number());
        return true;
      });
    } catch (SQLException e) {
      isStale = true;
      throw e;
    }
    Set<Long> numbers = Set.copyOf(found.stream().map(replay -> replay.number).toList());
    List.copyOf(all.values()).stream()
        .filter(replay -> !numbers.contains(replay.number))
        .forEach(this::forget);
    found.forEach(replay -> all.putIfAbsent(replay.number, replay));
  }

  private boolean step(Replay replay, long nowMillis) throws SQLException {
    Endpoint endpoint = file.look(sql -> EndpointRows.find(sql, replay.endpoint)).orElse(null);
    if (endpoint == null || !endpoint.hears()) {
      forget(replay); // it rests in the file, or has gone with its endpoint
      return false;
    }
    if (file.look(sql -> DeliveryRows.openUpTo(sql, replay.endpoint, OPEN_MAX)) >= OPEN_MAX) {
      replay.rest(nowMillis);
      return false;
    }
    try {
      return take(replay, endpoint, nowMillis);
    } catch (CursorLost e) {
      watch.replayLost(endpoint.shop(), endpoint.id(), String.valueOf(e.getMessage()));
      end(replay);
      return false;
    } catch (SQLException e) {
      replay.close(); // it is ahead of the file
      throw e;
    } catch (RuntimeException e) { // the log cannot be read, which is nobody else's trouble
      watch.replayTroubled(endpoint.shop(), endpoint.id(), String.valueOf(e.getMessage()));
      replay.restUntil(nowMillis + TROUBLE_MILLIS);
      return false;
    }
  }

  private boolean take(Replay replay, Endpoint endpoint, long nowMillis)
      throws SQLException, CursorLost {
    FactStream from = replay.stream(source, endpoint.shop());
    List<FollowedFact> facts = from.next(SLICE_FACTS);
    EventPlace place = from.place();
    boolean isOver = place.sequence() >= replay.untilSequence;
    boolean isWanted =
        file.write(sql -> {
          if (!move(sql, replay, place, isOver)) {
            return false;
          }
          write(new Outbox(sql, source.form(), nowMillis), replay, endpoint, facts);
          return true;
        });
    if (isOver || !isWanted) {
      forget(replay);
    } else {
      replay.place = place;
      replay.goOn(from.isAtEnd(), nowMillis, all.size() > STREAMS_MAX);
    }
    told.committed(Set.of(endpoint.number()), Set.of());
    return true;
  }

  /** False if another was asked for, or the endpoint has gone. */
  private static boolean move(Sql sql, Replay replay, EventPlace place, boolean isOver)
      throws SQLException {
    int rows =
        isOver
            ? delete(sql, replay)
            : sql.update(
                "UPDATE replays SET sequence = ?, epoch = ?, time_ms = ?"
                    + " WHERE replay = ? AND endpoint = ?",
                place.sequence(),
                place.epoch(),
                place.timeMillis(),
                replay.number,
                replay.endpoint);
    return rows > 0;
  }

  private static int delete(Sql sql, Replay replay) throws SQLException {
    return sql.update(
        "DELETE FROM replays WHERE replay = ? AND endpoint = ?", replay.number, replay.endpoint);
  }

  private void write(Outbox outbox, Replay replay, Endpoint endpoint, List<FollowedFact> facts)
      throws SQLException {
    int shard = source.shardOf(endpoint.shop());
    for (FollowedFact fact : facts) {
      if (fact.sequence() <= replay.untilSequence
          && endpoint.settings().wants(Outbox.typeOf(fact))) {
        outbox.event(shard, fact);
        outbox.delivery(shard, fact, endpoint.number());
      }
    }
  }

  private void end(Replay replay) throws SQLException {
    forget(replay);
    file.write(sql -> delete(sql, replay));
  }

  private void forget(Replay replay) {
    replay.close();
    all.remove(replay.number);
  }

  void close() {
    all.values().forEach(Replay::close);
    all.clear();
  }
}
