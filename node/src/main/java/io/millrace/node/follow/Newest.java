package io.millrace.node.follow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest facts about those who listen, by whom they are about. Whoever was away for a moment,
 * or heard nothing for hours, gets its own from here, and nobody reads past what is others'.
 *
 * <p>Together they keep as many facts as the tail. Of each it is known behind which fact all of its
 * own are here; where nothing of its own was dropped, that is as long ago as it began to listen.
 * Guarded by its owner.
 */
final class Newest {
  private final ArrayDeque<Entry> all = new ArrayDeque<>();
  private @Nullable EventPlace end;

  /** What lies before this the tail has not seen since it began anew. */
  private long begin;

  /** What is here of one who listens. */
  static final class Own {
    private final ArrayDeque<FollowedFact> facts = new ArrayDeque<>(1);

    /** All behind this fact are here. */
    private long since;
  }

  private record Entry(Own own, FollowedFact fact) {}

  /** Up to where the tail has come by; null before it has looked. */
  @Nullable EventPlace end() {
    return end;
  }

  /** Of somebody about whom facts are added from now on. */
  Own own() {
    Own own = new Own();
    missed(own);
    return own;
  }

  /** Up to here, facts about it may have come by that were not added. */
  void missed(Own own) {
    EventPlace now = end;
    own.since = now == null ? own.since : now.sequence();
  }

  /** Whether the tail goes on where it stood. Where it does not, all that is here is forgotten. */
  boolean goesOn(FollowedFact next) {
    EventPlace before = end;
    if (before != null && next.sequence() <= before.sequence() + 1) {
      return true;
    }
    forget();
    begin = next.sequence() - 1;
    return false;
  }

  /** A log that was opened anew may begin with what was told. */
  boolean isNew(FollowedFact fact) {
    EventPlace before = end;
    return before == null || fact.sequence() > before.sequence();
  }

  void add(Own own, FollowedFact fact) {
    own.facts.add(fact);
    all.add(new Entry(own, fact));
    if (all.size() > Tail.FACTS_MAX) {
      Entry oldest = all.removeFirst();
      oldest.own.facts.removeFirst();
      oldest.own.since = Math.max(oldest.own.since, oldest.fact.sequence());
    }
  }

  void cameBy(FollowedFact last) {
    if (isNew(last)) {
      end = EventPlace.of(last);
    }
  }

  /** The tail begins anew. */
  void forget() {
    all.forEach(entry -> entry.own.facts.clear());
    all.clear();
    end = null;
  }

  /** Whether all of its own behind a place in the log are here, or come by yet. */
  boolean hasAll(Own own, EventPlace place) {
    return end != null && place.sequence() >= Math.max(own.since, begin);
  }

  /** Its own behind a place. */
  List<FollowedFact> behind(Own own, EventPlace place) {
    List<FollowedFact> behind = new ArrayList<>();
    for (Iterator<FollowedFact> back = own.facts.descendingIterator(); back.hasNext(); ) {
      FollowedFact fact = back.next();
      if (fact.sequence() <= place.sequence()) {
        break;
      }
      behind.add(fact);
    }
    return behind.reversed();
  }
}
