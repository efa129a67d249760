package io.millrace.node.follow;

import io.millrace.journal.Log;
import io.millrace.journal.LogException;
import io.millrace.model.OrderId;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.wire.UnreadableFacts;
import io.millrace.node.Clock;
import io.millrace.node.follow.Hearers.Whose;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a shard's log for buyers' streams that are behind: one pass for all of them. So a crowd
 * that comes back after a restart costs a pass or two and not one each. Whoever comes while a pass
 * is under way and stands further on gets on; the others wait for the next one. Between two parts
 * of a pass it rests as a follower does.
 */
final class CatchUp {

  /**
   * How far back it reads: half a minute of a peak, hours of a quiet day; about a second of one
   * core. Whoever stands further back asks for its orders instead.
   */
  static final long WINDOW_FACTS = 1_000_000;

  /**
   * What a pass keeps for all of them, until they have it: some tens of megabytes. A crowd whose
   * pages are not full yet would hold a window's facts otherwise.
   */
  static final int KEPT_FACTS_MAX = 50_000;

  private static final int PART_FACTS = 1_024;

  /** Some passes over the whole window while the writer has much to do. */
  private static final long ANSWER_MINUTES_MAX = 10;

  /** After something that should not happen: it may happen again at once. */
  private static final long TROUBLE_REST_NANOS = 1_000_000_000;

  private static final System.Logger LOG = System.getLogger(CatchUp.class.getName());

  private static final String TOO_FAR_BACK =
      "more than %d facts came behind it, or what did was deleted: ask for the orders, and begin"
              .formatted(WINDOW_FACTS)
          + " without a cursor";

  private static final String NOT_HELD =
      "the log does not hold it: ask for the orders, and begin without a cursor";

  private final Hearers hearers;
  private final Supplier<@Nullable Log> logs;
  private final Clock clock;
  private final Share share;
  private final ConcurrentLinkedQueue<Wanted> waiting = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Thread thread;
  private volatile boolean closed;

  CatchUp(Hearers hearers, Supplier<@Nullable Log> logs, Clock clock, Share share) {
    this.hearers = hearers;
    this.logs = logs;
    this.clock = clock;
    this.share = share;
  }

  /**
   * What a pass had for one of them.
   *
   * @param place up to where it was read
   */
  record Brought(List<FollowedFact> facts, EventPlace place, boolean isAtEnd) {}

  /** One of those who are behind. Owned by the thread that reads, once it is among the waiting. */
  private static final class Wanted {
    final Whose whose;
    final EventPlace from;
    final int factsMax;
    final CompletableFuture<Brought> answer = new CompletableFuture<>();
    final List<FollowedFact> facts = new ArrayList<>();

    Wanted(Whose whose, EventPlace from, int factsMax) {
      this.whose = whose;
      this.from = from;
      this.factsMax = factsMax;
    }
  }

  /**
   * Waits for the next facts of a buyer behind a place; at most so many. Which orders are the
   * buyer's the hearers know.
   */
  Brought bring(Whose whose, EventPlace from, int factsMax) throws CursorLost {
    Wanted wanted = new Wanted(whose, from, factsMax);
    waiting.add(wanted);
    LockSupport.unpark(thread);
    if (closed) {
      endAll(); // the thread may have looked for the last time
    }
    try {
      return wanted.answer.orTimeout(ANSWER_MINUTES_MAX, TimeUnit.MINUTES).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case CursorLost lost -> throw lost;
        case RuntimeException failed -> throw failed;
        case TimeoutException late -> {
          waiting.remove(wanted);
          throw new IllegalStateException("nobody has read the log", late);
        }
        case null, default -> throw e;
      }
    }
  }

  /** The thread that reads; ends when it is closed. */
  void run() {
    thread = Thread.currentThread();
    while (!closed) {
      try {
        if (waiting.isEmpty()) {
          LockSupport.park(this);
        } else {
          pass();
        }
      } catch (RuntimeException | Error broken) {
        LOG.log(System.Logger.Level.ERROR, "reading for those who are behind begins anew", broken);
        failAll(broken);
        rest(TROUBLE_REST_NANOS);
      }
    }
    endAll();
  }

  /** Not shorter because somebody comes meanwhile, who wakes it. */
  private void rest(long nanos) {
    long startNanos = clock.monotonicNanos();
    long leftNanos = nanos;
    while (leftNanos > 0 && !closed) {
      LockSupport.parkNanos(this, leftNanos);
      leftNanos = nanos - (clock.monotonicNanos() - startNanos);
    }
  }

  /** Reads once from the furthest back of all who wait to the durable end. */
  private void pass() {
    Log log = logs.get();
    if (log == null) {
      endAll();
      return;
    }
    Aboard aboard = new Aboard(log);
    try {
      aboard.getOn(0);
      aboard.ride();
    } catch (CursorLost | LogException | UncheckedIOException | UnreadableFacts e) {
      aboard.throwOff(e);
    } catch (RuntimeException | Error broken) {
      aboard.throwOff(broken);
      throw broken;
    }
  }

  private void rest(long startNanos, boolean busyBefore) {
    long nowNanos = clock.monotonicNanos();
    boolean busy = share.isBusy(nowNanos) || busyBefore;
    rest(share.restNanos(nowNanos - startNanos, busy));
  }

  /** There is nothing to be read, or the node stops: they are told that it is the end. */
  private void endAll() {
    for (Wanted wanted = waiting.poll(); wanted != null; wanted = waiting.poll()) {
      wanted.answer.complete(new Brought(List.of(), wanted.from, true));
    }
  }

  /** They end, and whoever comes back waits for the next pass: it must not be ended by this one. */
  private void failAll(Throwable broken) {
    List<Wanted> there = new ArrayList<>(waiting);
    waiting.removeAll(there);
    there.forEach(wanted -> wanted.answer.completeExceptionally(broken));
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  /**
   * Those whom one pass reads for, found by what a fact is about. Whether the log holds their
   * places shows as the pass comes by them: to look each up would read half a segment for each.
   */
  private final class Aboard {
    private final Log log;
    private final Map<Whose, List<Wanted>> byBuyer = new HashMap<>();
    private final Map<OrderId, Whose> placed = new HashMap<>();
    private final TreeMap<Long, List<Wanted>> unchecked = new TreeMap<>();
    private long start = Long.MAX_VALUE;
    private EventPlace read = EventPlace.BEGINNING;
    private long kept;

    Aboard(Log log) {
      this.log = log;
    }

    /** Those who wait and stand no further back than that. */
    void getOn(long sequence) {
      for (Iterator<Wanted> all = waiting.iterator(); all.hasNext(); ) {
        Wanted wanted = all.next();
        if (wanted.from.sequence() >= sequence) {
          getOn(wanted);
          all.remove(); // not before it is aboard: whoever fails must find it here or there
        }
      }
    }

    private void getOn(Wanted wanted) {
      long from = wanted.from.sequence();
      long oldest = Math.max(log.firstSequence() - 1, log.lastSequence() - WINDOW_FACTS);
      if (wanted.from.equals(EventPlace.BEGINNING)) {
        start = Math.min(start, Math.max(0, oldest));
      } else if (from <= oldest && oldest > 0) {
        lose(wanted, TOO_FAR_BACK);
        return;
      } else if (from > log.lastSequence() || (from == read.sequence() && !isAt(wanted, read))) {
        lose(wanted, NOT_HELD);
        return;
      } else if (from != read.sequence()) {
        unchecked.computeIfAbsent(from, _ -> new ArrayList<>(1)).add(wanted);
        start =
            Math.min(start, Math.max(0, from - 1)); // the fact itself says whether it is the one
      }
      byBuyer.computeIfAbsent(wanted.whose, _ -> new ArrayList<>(1)).add(wanted);
    }

    private static boolean isAt(Wanted wanted, EventPlace place) {
      return wanted.from.equals(place);
    }

    private static void lose(Wanted wanted, String why) {
      wanted.answer.completeExceptionally(new CursorLost(why));
    }

    void ride() throws CursorLost {
      if (byBuyer.isEmpty()) {
        return;
      }
      try (FactReader reader = FactReader.behind(log, start)) {
        boolean more = true;
        while (more && !byBuyer.isEmpty() && !closed) {
          long startNanos = clock.monotonicNanos();
          boolean busy = share.isBusy(startNanos);
          List<FollowedFact> facts = reader.next(PART_FACTS);
          facts.forEach(this::comeBy);
          more = !facts.isEmpty();
          if (more) {
            read = EventPlace.of(facts.getLast());
            lighten();
            rest(startNanos, busy);
            getOn(read.sequence());
          }
        }
      }
      byBuyer.values().forEach(all -> all.forEach(wanted -> complete(wanted, upTo(wanted), true)));
    }

    private EventPlace upTo(Wanted wanted) {
      return read.sequence() > wanted.from.sequence() ? read : wanted.from;
    }

    private void comeBy(FollowedFact fact) {
      while (!unchecked.isEmpty() && unchecked.firstKey() <= fact.sequence()) {
        check(unchecked.pollFirstEntry().getValue(), EventPlace.of(fact));
      }
      Whose whose = whose(fact.recorded());
      List<Wanted> all = whose == null ? null : byBuyer.get(whose);
      if (whose == null || all == null) {
        return;
      }
      all.removeIf(wanted -> isFull(wanted, fact));
      if (all.isEmpty()) {
        byBuyer.remove(whose);
      }
    }

    private void check(List<Wanted> here, EventPlace place) {
      for (Wanted wanted : here) {
        if (!isAt(wanted, place)) {
          lose(wanted, NOT_HELD);
          byBuyer.computeIfPresent(
              wanted.whose, (_, all) -> all.remove(wanted) && all.isEmpty() ? null : all);
        }
      }
    }

    private boolean isFull(Wanted wanted, FollowedFact fact) {
      if (fact.sequence() <= wanted.from.sequence()) {
        return false;
      }
      wanted.facts.add(fact);
      kept++;
      boolean full = wanted.facts.size() >= wanted.factsMax;
      if (full) {
        complete(wanted, EventPlace.of(fact), false);
      }
      return full;
    }

    /** What is placed on the way is the buyer's, too. */
    private @Nullable Whose whose(Recorded recorded) {
      ShopId shop = recorded.shop();
      Fact fact = recorded.fact();
      if (shop != null && fact instanceof OrderPlaced order) {
        Whose whose = new Whose(shop, order.buyer());
        if (byBuyer.containsKey(whose)) {
          placed.put(order.order(), whose);
        }
        return whose;
      }
      return fact instanceof OrderChange change ? buyerOf(change.order()) : null;
    }

    private @Nullable Whose buyerOf(OrderId order) {
      Whose known = hearers.buyerOf(order);
      return known == null ? placed.get(order) : known;
    }

    /** Where much is kept, the fullest have it now, and come again. */
    private void lighten() {
      if (kept <= KEPT_FACTS_MAX) {
        return;
      }
      List<Wanted> fullest = new ArrayList<>();
      byBuyer.values().forEach(fullest::addAll);
      fullest.sort(Comparator.comparingInt((Wanted wanted) -> wanted.facts.size()).reversed());
      for (Wanted wanted : fullest) {
        if (kept <= KEPT_FACTS_MAX / 2) {
          return;
        }
        complete(wanted, upTo(wanted), false);
        byBuyer.computeIfPresent(
            wanted.whose, (_, all) -> all.remove(wanted) && all.isEmpty() ? null : all);
      }
    }

    private void complete(Wanted wanted, EventPlace place, boolean isAtEnd) {
      kept -= wanted.facts.size();
      wanted.answer.complete(new Brought(List.copyOf(wanted.facts), place, isAtEnd));
    }

    void throwOff(Throwable why) {
      byBuyer
          .values()
          .forEach(all -> all.forEach(wanted -> wanted.answer.completeExceptionally(why)));
    }
  }
}
