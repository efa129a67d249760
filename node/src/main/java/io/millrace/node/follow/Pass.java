package io.millrace.node.follow;

import io.millrace.journal.Log;
import io.millrace.journal.LogDamaged;
import io.millrace.journal.LogException;
import io.millrace.journal.TrimmedException;
import io.millrace.model.OrderId;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.wire.UnreadableFacts;
import io.millrace.node.follow.CatchUp.Brought;
import io.millrace.node.follow.CatchUp.Wanted;
import io.millrace.node.follow.Hearers.Whose;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a shard's log, and those for whom it is, found by what a fact is about. Whether
 * the log holds their places shows as the pass comes by them: to look each up would read half a
 * segment for each.
 *
 * <p>What cannot be read ends those who need it. The pass goes on behind it, for the others.
 */
final class Pass implements AutoCloseable {

  /**
   * What is kept for all of them, until they have it: some tens of megabytes. A crowd whose pages
   * are not full yet would hold a window's facts otherwise.
   */
  static final int KEPT_FACTS_MAX = 50_000;

  private static final int PART_FACTS = 1_024;

  private static final String TOO_FAR_BACK =
      "more than %d facts came behind it, or what did was deleted: ask for the orders, and begin"
              .formatted(CatchUp.WINDOW_FACTS)
          + " without a cursor";

  private static final String NOT_HELD =
      "the log does not hold it: ask for the orders, and begin without a cursor";

  private static final String DAMAGED =
      "a part of the log behind it is damaged: ask for the orders, and begin without a cursor";

  private final Hearers hearers;
  private final Log log;
  private final Damage damage;
  private final Map<Whose, List<Wanted>> byBuyer = new HashMap<>();
  private final Map<OrderId, Whose> placed = new HashMap<>();
  private final TreeMap<Long, List<Wanted>> unchecked = new TreeMap<>();
  private @Nullable FactReader reader;
  private long start = Long.MAX_VALUE;
  private EventPlace read = EventPlace.BEGINNING;

  /** What lies before this is not read again by this pass, or could not be. */
  private long come;

  private long kept;

  Pass(Hearers hearers, Log log, Damage damage) {
    this.hearers = hearers;
    this.log = log;
    this.damage = damage;
  }

  /** Those who wait and stand no further back than it has come. */
  void getOn(Queue<Wanted> waiting) {
    for (Iterator<Wanted> all = waiting.iterator(); all.hasNext(); ) {
      Wanted wanted = all.next();
      if (wanted.from.sequence() >= come) {
        getOn(wanted);
        all.remove(); // not before it is aboard: whoever fails must find it here or there
      }
    }
  }

  private void getOn(Wanted wanted) {
    long from = wanted.from.sequence();
    long readable = damage.readable(log);
    long oldest = Math.max(log.firstSequence() - 1, log.lastSequence() - CatchUp.WINDOW_FACTS);
    if (wanted.from.equals(EventPlace.BEGINNING)) {
      start = Math.min(start, Math.max(0, Math.max(oldest, readable - 1)));
    } else if (from <= oldest && oldest > 0) {
      lose(wanted, TOO_FAR_BACK);
      return;
    } else if (from < readable) {
      lose(wanted, DAMAGED);
      return;
    } else if (from > log.lastSequence() || (from == read.sequence() && !isAt(wanted, read))) {
      lose(wanted, NOT_HELD);
      return;
    } else if (from != read.sequence()) {
      unchecked.computeIfAbsent(from, _ -> new ArrayList<>(1)).add(wanted);
      start = Math.min(start, Math.max(0, from - 1)); // the fact itself says whether it is the one
    }
    byBuyer.computeIfAbsent(wanted.whose, _ -> new ArrayList<>(1)).add(wanted);
  }

  private static boolean isAt(Wanted wanted, EventPlace place) {
    return wanted.from.equals(place);
  }

  private static void lose(Wanted wanted, String why) {
    wanted.answer.completeExceptionally(new CursorLost(why));
  }

  /** True if there may be more. */
  boolean readPart() {
    if (byBuyer.isEmpty()) {
      return false;
    }
    try {
      FactReader open = reader == null ? FactReader.behind(log, start) : reader;
      reader = open;
      List<FollowedFact> facts = open.next(PART_FACTS);
      facts.forEach(this::comeBy);
      if (facts.isEmpty()) {
        return false;
      }
      read = EventPlace.of(facts.getLast());
      come = read.sequence();
      lighten();
    } catch (CursorLost | LogException | UncheckedIOException | UnreadableFacts e) {
      goOnBehind(e);
    }
    return true;
  }

  /** Those who need what cannot be read end. The others are further on, and so is the pass now. */
  private void goOnBehind(Exception why) {
    close();
    long readable = log.readableBehind(Math.max(start, read.sequence()) + 1);
    boolean isEnd = readable > log.lastSequence();
    String lost = isEnd ? null : lost(why);
    if (why instanceof LogDamaged && !isEnd) {
      damage.found(log, readable, why);
    }
    start = Long.MAX_VALUE;
    for (Iterator<List<Wanted>> buyers = byBuyer.values().iterator(); buyers.hasNext(); ) {
      List<Wanted> all = buyers.next();
      all.removeIf(wanted -> !goesOn(wanted, isEnd ? Long.MAX_VALUE : readable, lost, why));
      if (all.isEmpty()) {
        buyers.remove();
      }
    }
    unchecked.headMap(readable).clear();
    come = readable;
  }

  /** Null if it may be well the next time. */
  private static @Nullable String lost(Exception why) {
    return switch (why) {
      case LogDamaged _ -> DAMAGED;
      case CursorLost _, TrimmedException _ -> TOO_FAR_BACK;
      default -> null;
    };
  }

  private boolean goesOn(Wanted wanted, long readable, @Nullable String lost, Exception why) {
    long from = wanted.from.sequence();
    if (from >= readable) {
      start = Math.min(start, from - 1);
      return true;
    }
    kept -= wanted.facts.size();
    if (lost != null && wanted.from.equals(EventPlace.BEGINNING)) {
      wanted.facts.clear(); // it reaches back to there now; with those, its place would be lost
      start = Math.min(start, readable - 1);
      return true;
    }
    wanted.answer.completeExceptionally(lost == null ? why : new CursorLost(lost));
    return false;
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
        getOff(wanted);
      }
    }
  }

  private void getOff(Wanted wanted) {
    byBuyer.computeIfPresent(
        wanted.whose, (_, all) -> all.remove(wanted) && all.isEmpty() ? null : all);
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
      getOff(wanted);
    }
  }

  private EventPlace upTo(Wanted wanted) {
    return read.sequence() > wanted.from.sequence() ? read : wanted.from;
  }

  private void complete(Wanted wanted, EventPlace place, boolean isAtEnd) {
    kept -= wanted.facts.size();
    wanted.answer.complete(new Brought(List.copyOf(wanted.facts), place, isAtEnd));
  }

  /** The rest have what there was for them. */
  void end() {
    byBuyer.values().forEach(all -> all.forEach(wanted -> complete(wanted, upTo(wanted), true)));
  }

  void throwOff(Throwable why) {
    byBuyer
        .values()
        .forEach(all -> all.forEach(wanted -> wanted.answer.completeExceptionally(why)));
  }

  @Override
  public void close() {
    FactReader open = reader;
    reader = null;
    if (open != null) {
      open.close();
    }
  }
}
