package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;

/**
 * Counts a request in this process's tables: asks every limit under the locks of all of them, and
 * takes from all or from none.
 */
final class LocalCounting {
  private LocalCounting() {}

  static void count(Verdict verdict, long time) {
    int locked = 0;
    try {
      while (locked < verdict.size) {
        Segment segment = verdict.counted[locked].counts().segment(verdict.first[locked]);
        segment.lock();
        verdict.segments[locked] = segment;
        locked++;
      }
      long now = time;
      for (int limit = 0; limit < verdict.size; limit++) {
        // Whoever read the clock first need not be the first to get the lock.
        now = Math.max(now, verdict.segments[limit].latest());
      }
      ask(verdict, now);
      take(verdict, now);
    } finally {
      while (locked > 0) {
        locked--;
        verdict.segments[locked].unlock();
      }
    }
  }

  private static void ask(Verdict verdict, long now) {
    for (int limit = 0; limit < verdict.size; limit++) {
      Segment segment = verdict.segments[limit];
      segment.advance(now);
      int at = segment.find(verdict.first[limit], verdict.second[limit], now);
      verdict.at[limit] = at;
      long answer =
          verdict.counted[limit].algorithm().ask(segment.states(), at, now, verdict.cost[limit]);
      verdict.answer[limit] = answer;
      if (answer < 0 && !verdict.isShadow(limit)) {
        verdict.admitted = false;
      }
    }
  }

  private static void take(Verdict verdict, long now) {
    verdict.takenAt = now;
    for (int limit = 0; limit < verdict.size; limit++) {
      Algorithm algorithm = verdict.counted[limit].algorithm();
      long[] states = verdict.segments[limit].states();
      int at = verdict.at[limit];
      if (verdict.admitted && verdict.answer[limit] >= 0) {
        algorithm.take(states, at, now, verdict.cost[limit]);
        verdict.taken[limit] = true;
        if (!verdict.isShadow(limit)) {
          verdict.delayNanos = Math.max(verdict.delayNanos, verdict.answer[limit]);
        }
      }
      verdict.left[limit] = algorithm.left(states, at, now);
      verdict.until[limit] = algorithm.untilMore(states, at, now);
    }
  }

  /** Gives back what is held. */
  static void giveBack(Verdict verdict, long time, boolean failed) {
    for (int limit = 0; limit < verdict.size; limit++) {
      Algorithm algorithm = verdict.counted[limit].algorithm();
      if (verdict.taken[limit] && algorithm.isHeld()) {
        Segment segment = verdict.segments[limit];
        segment.lock();
        try {
          long now = Math.max(time, segment.latest());
          segment.advance(now);
          // By its hash: the table may have been rebuilt meanwhile.
          int at = segment.look(verdict.first[limit], verdict.second[limit]);
          algorithm.giveBack(
              segment.states(), at, now, verdict.cost[limit], now - verdict.takenAt, failed);
        } finally {
          segment.unlock();
        }
        verdict.taken[limit] = false;
      }
    }
  }
}
