package io.millrace.delivery;

import io.millrace.model.ShopId;
import io.millrace.node.delivery.EventForm;
import io.millrace.node.follow.CursorLost;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.FactStream;
import io.millrace.node.follow.FollowedFact;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Delivers again what happened behind a place, up to where the follower stood when it was asked
 * for. Slice by slice, with where it stands in the same transaction, and never far ahead of the
 * receiver. Owned by the dispatcher.
 */
final class Replays {

  private static final int SLICE_FACTS = 200;

  /** So much may wait for the receiver before the next slice. */
  static final int OPEN_MAX = 1_000;

  private static final long REST_MILLIS = 100;

  private final DeliveryFile file;
  private final Source source;
  private final DeliveryWatch watch;
  private @Nullable Replay current;
  private @Nullable FactStream stream;
  private long nextMillis;

  /** Where facts come from again. */
  interface Source {
    FactStream open(ShopId shop, EventPlace behind);

    int shardOf(ShopId shop);

    EventForm form();
  }

  private record Replay(long number, long endpoint, EventPlace place, long untilSequence) {}

  Replays(DeliveryFile file, Source source, DeliveryWatch watch) {
    this.file = file;
    this.source = source;
    this.watch = watch;
  }

  /** Asks for one. False if there is no such endpoint. */
  static boolean ask(Sql sql, int shard, ShopId shop, String endpoint, EventPlace after)
      throws SQLException {
    long number = EndpointRows.numberOf(sql, shop, endpoint);
    if (number == 0) {
      return false;
    }
    long until = sql.number("SELECT sequence FROM cursors WHERE shard = ?", 0, shard);
    sql.update(
        "INSERT INTO replays (endpoint, sequence, epoch, time_ms, until_sequence)"
            + " VALUES (?, ?, ?, ?, ?)",
        number,
        after.sequence(),
        after.epoch(),
        after.timeMillis(),
        until);
    return true;
  }

  /** What was under way before a restart goes on. */
  void begin() {
    forget();
    lookAgain();
  }

  void lookAgain() {
    nextMillis = 0;
  }

  long nextMillis() {
    return nextMillis;
  }

  /** The number of the endpoint that has more to be delivered; null if nothing was done. */
  @Nullable Long step(long nowMillis) throws SQLException {
    if (nowMillis < nextMillis) {
      return null;
    }
    Replay replay = current;
    if (replay == null) {
      replay = file.look(Replays::first).orElse(null);
      current = replay;
    }
    if (replay == null) {
      nextMillis = Line.NEVER;
      return null;
    }
    try {
      return step(replay, nowMillis);
    } catch (SQLException e) {
      forget(); // where it stands is in the file
      throw e;
    }
  }

  private static Optional<Replay> first(Sql sql) throws SQLException {
    List<Replay> found = new ArrayList<>(1);
    sql.query(
        "SELECT replay, endpoint, sequence, epoch, time_ms, until_sequence FROM replays"
            + " ORDER BY replay LIMIT 1",
        row ->
            found.add(
                new Replay(
                    row.getLong(1),
                    row.getLong(2),
                    new EventPlace(row.getLong(3), row.getLong(4), row.getLong(5)),
                    row.getLong(6))));
    return found.stream().findFirst();
  }

  private @Nullable Long step(Replay replay, long nowMillis) throws SQLException {
    Endpoint endpoint = file.look(sql -> EndpointRows.find(sql, replay.endpoint())).orElse(null);
    if (endpoint == null || !endpoint.hears()) {
      end(replay); // nobody listens to it any more
      return null;
    }
    if (file.look(sql -> DeliveryRows.openUpTo(sql, replay.endpoint(), OPEN_MAX)) >= OPEN_MAX) {
      nextMillis = nowMillis + REST_MILLIS;
      return null;
    }
    FactStream open = stream;
    if (open == null) {
      open = source.open(endpoint.shop(), replay.place());
      stream = open;
    }
    try {
      return take(replay, endpoint, open, nowMillis);
    } catch (CursorLost e) {
      watch.replayLost(endpoint.shop(), endpoint.id(), String.valueOf(e.getMessage()));
      end(replay);
      return null;
    }
  }

  private @Nullable Long take(Replay replay, Endpoint endpoint, FactStream from, long nowMillis)
      throws SQLException, CursorLost {
    List<FollowedFact> facts = from.next(SLICE_FACTS);
    EventPlace place = from.place();
    int shard = source.shardOf(endpoint.shop());
    boolean isOver = place.sequence() >= replay.untilSequence() || from.isAtEnd();
    file.write(sql -> {
      Outbox outbox = new Outbox(sql, source.form(), nowMillis);
      for (FollowedFact fact : facts) {
        if (fact.sequence() <= replay.untilSequence()
            && endpoint.settings().wants(Outbox.typeOf(fact))) {
          outbox.event(shard, fact);
          outbox.delivery(shard, fact, endpoint.number());
        }
      }
      sql.update(
          "UPDATE replays SET sequence = ?, epoch = ?, time_ms = ? WHERE replay = ?",
          place.sequence(),
          place.epoch(),
          place.timeMillis(),
          replay.number());
      return true;
    });
    if (isOver) {
      end(replay);
    } else {
      current = new Replay(replay.number(), replay.endpoint(), place, replay.untilSequence());
    }
    return endpoint.number();
  }

  private void end(Replay replay) throws SQLException {
    forget();
    file.write(sql -> sql.update("DELETE FROM replays WHERE replay = ?", replay.number()));
  }

  private void forget() {
    FactStream open = stream;
    stream = null;
    current = null;
    if (open != null) {
      open.close();
    }
  }

  void close() {
    forget();
  }
}
