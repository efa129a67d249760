package io.millrace.node.follow;

import io.millrace.journal.Log;
import io.millrace.model.ShopId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reader's way along the facts of a shop. Owned by one thread. While it is near the log's end
 * it holds no file: what it gets was read for all.
 */
public final class FactStream implements EventStream {

  /** Facts of other shops that one call passes over: a second's work at most. */
  static final int PASSED_MAX = 200_000;

  private static final int READ_FACTS = 1_024;

  private final FactStreams streams;
  private final ShopId shop;
  private final ShopListeners listeners;
  private final Tail tail;
  private final Supplier<@Nullable Log> logs;
  private EventPlace place;

  /** The log holds its place: a client's cursor may be of another log. */
  private boolean held;

  /** What was read and not given yet. */
  private Iterator<FollowedFact> ahead = Collections.emptyIterator();

  /** Up to where that is all; further than its last, where what follows was others'. */
  private EventPlace reach;

  private @Nullable Log log;
  private @Nullable FactReader reader;
  private @Nullable Thread listener;
  private boolean atEnd;

  FactStream(
      FactStreams streams,
      ShopId shop,
      ShopListeners listeners,
      Tail tail,
      Supplier<@Nullable Log> logs,
      EventPlace behind) {
    this.streams = streams;
    this.shop = shop;
    this.listeners = listeners;
    this.tail = tail;
    this.logs = logs;
    this.place = behind;
    this.reach = behind;
  }

  @Override
  public List<FollowedFact> next(int factsMax) throws CursorLost {
    List<FollowedFact> mine = new ArrayList<>();
    int passed = 0;
    atEnd = false;
    while (!atEnd && mine.size() < factsMax && passed < PASSED_MAX) {
      if (!ahead.hasNext()) {
        place = reach;
        ahead = read().iterator();
        atEnd = !ahead.hasNext();
        place = atEnd ? reach : place;
      }
      while (ahead.hasNext() && mine.size() < factsMax) {
        FollowedFact fact = ahead.next();
        place = EventPlace.of(fact);
        passed++;
        if (shop.equals(fact.recorded().shop())) {
          mine.add(fact);
        }
      }
    }
    return mine;
  }

  @Override
  public List<FollowedFact> await(int factsMax, Duration max) throws CursorLost {
    if (listener == null) {
      listener = Thread.currentThread();
      listeners.add(shop, Thread.currentThread());
    }
    List<FollowedFact> facts = next(factsMax);
    if (facts.isEmpty() && atEnd && !isOver()) {
      LockSupport.parkNanos(this, max.toNanos()); // whoever was woken meanwhile goes on at once
      facts = next(factsMax);
    }
    return facts;
  }

  /** The next facts, of the shop and perhaps of others; none at the end. */
  private List<FollowedFact> read() throws CursorLost {
    ShopListeners.News news = listener == null || !held ? null : listeners.behind(shop, place);
    if (news != null) {
      stopReading();
      reach = news.end();
      return news.facts();
    }
    List<FollowedFact> facts = readAll();
    reach = facts.isEmpty() ? place : EventPlace.of(facts.getLast());
    return facts;
  }

  private List<FollowedFact> readAll() throws CursorLost {
    List<FollowedFact> near = tail.behind(place.sequence(), place.epoch(), Tail.FACTS_MAX);
    Log now = logs.get();
    if (near != null && !(near.isEmpty() && isTailLate(now))) {
      stopReading();
      held = true;
      return near;
    }
    if (now == null) {
      return List.of();
    }
    FactReader open = reader;
    if (open == null || !now.equals(log)) {
      stopReading();
      open = FactReader.behind(now, place.sequence(), place.epoch(), place.timeMillis());
      reader = open;
      log = now;
      held = true;
    }
    return open.next(READ_FACTS);
  }

  /**
   * Whether more is durable than the tail has looked at. Whoever listens is woken when it has; who
   * asks once must find what was acknowledged before.
   */
  private boolean isTailLate(@Nullable Log now) {
    return listener == null && now != null && now.lastSequence() > place.sequence();
  }

  private void stopReading() {
    FactReader open = reader;
    reader = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public EventPlace place() {
    return place;
  }

  @Override
  public boolean isAtEnd() {
    return atEnd;
  }

  @Override
  public boolean isOver() {
    return streams.isClosed();
  }

  @Override
  public void close() {
    stopReading();
    if (listener != null) {
      listeners.remove(shop, listener);
    }
    streams.closed();
  }
}
