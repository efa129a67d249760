package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;

/**
 * Counts a request in this process's tables: asks every limit under the locks of all of them, and
 * takes from all or from none.
 */
final class LocalCounting {
  private LocalCounting() {}

  /** Counts under the limits from one number up to another, and not under the others. */
  static void count(Verdict verdict, int from, int to, long time) {
    int locked = from;
    try {
      while (locked < to) {
        Segment segment = verdict.counted[locked].counts().segment(verdict.first[locked]);
        if (locked == from) {
          segment.lock();
        } else {
          segment.lockToo();
        }
        if (verdict.segments[locked] != segment) { // as in Verdict.add
          verdict.segments[locked] = segment;
        }
        locked++;
      }
      long now = time;
      for (int limit = from; limit < to; limit++) {
        // Whoever read the clock first need not be the first to get the lock.
        now = Math.max(now, verdict.segments[limit].latest());
      }
      ask(verdict, from, to, now);
      take(verdict, from, to, now);
    } finally {
      while (locked > from) {
        locked--;
        verdict.segments[locked].unlock();
      }
    }
  }

  private static void ask(Verdict verdict, int from, int to, long now) {
    for (int limit = from; limit < to; limit++) {
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

  private static void take(Verdict verdict, int from, int to, long now) {
    verdict.takenAt = now;
    for (int limit = from; limit < to; limit++) {
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
      verdict.note(limit, states, at, now);
    }
  }

  /** Takes back what was taken under the limits up to a number, because another refused later. */
  static void takeBack(Verdict verdict, int to, long time) {
    for (int limit = 0; limit < to; limit++) {
      if (verdict.taken[limit]) {
        Algorithm algorithm = verdict.counted[limit].algorithm();
        Segment segment = verdict.segments[limit];
        segment.lock();
        try {
          long now = Math.max(time, segment.latest());
          segment.advance(now);
          int at = segment.look(verdict.first[limit], verdict.second[limit]);
          long[] states = segment.states();
          algorithm.untake(states, at, now, verdict.takenAt, verdict.cost[limit]);
          verdict.note(limit, states, at, now);
        } finally {
          segment.unlock();
        }
        verdict.taken[limit] = false;
      }
    }
    verdict.delayNanos = 0;
  }

  /** Gives back what is held. */
  static void giveBack(Verdict verdict, long time, boolean failed) {
    for (int limit = 0; limit < verdict.size; limit++) {
      if (verdict.taken[limit] && verdict.counted[limit].isHeld()) {
        Algorithm algorithm = verdict.counted[limit].algorithm();
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
