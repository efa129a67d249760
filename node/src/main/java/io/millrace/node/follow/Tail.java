package io.millrace.node.follow;

import io.millrace.journal.Log;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest facts of a shard, read and decoded once for all streams that are near the log's end.
 * One thread looks for more; any thread takes.
 */
final class Tail {

  /** A second of a peak's facts in a few megabytes; who is further behind reads the log. */
  static final int FACTS_MAX = 8_192;

  private final ArrayDeque<FollowedFact> newest = new ArrayDeque<>();
  private @Nullable Log log;
  private @Nullable FactReader reader;

  /** Takes in what has become durable, and gives it. */
  List<FollowedFact> look(Log now) throws CursorLost {
    FactReader open = reader;
    if (open == null || !now.equals(log)) {
      forget();
      open = FactReader.behind(now, Math.max(0, now.lastSequence() - 1));
      reader = open;
      log = now;
    }
    List<FollowedFact> facts = open.next(FACTS_MAX);
    keep(facts);
    return facts;
  }

  private synchronized void keep(List<FollowedFact> facts) {
    newest.addAll(facts);
    while (newest.size() > FACTS_MAX) {
      newest.removeFirst();
    }
  }

  /**
   * What came behind a fact; null if that is not here any more, or more than so many came.
   *
   * @param epoch of the fact: another one is another fact
   */
  synchronized @Nullable List<FollowedFact> behind(long sequence, long epoch, int factsMax) {
    if (newest.isEmpty()
        || newest.getFirst().sequence() > sequence
        || newest.getLast().sequence() - sequence > factsMax) {
      return null;
    }
    List<FollowedFact> facts = new ArrayList<>();
    for (Iterator<FollowedFact> back = newest.descendingIterator(); back.hasNext(); ) {
      FollowedFact fact = back.next();
      if (fact.sequence() == sequence) {
        return fact.epoch() == epoch ? facts.reversed() : null;
      }
      facts.add(fact);
    }
    return null;
  }

  /** Nobody listens any more, or the log is another. */
  synchronized void forget() {
    newest.clear();
    FactReader open = reader;
    reader = null;
    if (open != null) {
      open.close();
    }
  }
}
