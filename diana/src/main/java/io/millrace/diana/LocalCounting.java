package io.millrace.diana;

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
      long now = time;
      while (locked < to) {
        Segment segment = verdict.asked(locked).segment;
        if (locked == from) {
          segment.lock();
        } else {
          segment.lockToo();
        }
        locked++;
        // Whoever read the clock first need not be the first to get the lock.
        now = Math.max(now, segment.latest());
      }
      ask(verdict, from, to, now);
      take(verdict, from, to, now);
    } finally {
      while (locked > from) {
        locked--;
        verdict.asked(locked).segment.unlock();
      }
    }
  }

  private static void ask(Verdict verdict, int from, int to, long now) {
    for (int limit = from; limit < to; limit++) {
      Asked asked = verdict.asked(limit);
      Segment segment = asked.segment;
      segment.advance(now);
      asked.at = segment.find(asked.first, asked.second, now);
      asked.answer = asked.algorithm().ask(segment.states(), asked.at, now, asked.cost);
      if (asked.refuses()) {
        verdict.admitted = false;
      }
    }
  }

  private static void take(Verdict verdict, int from, int to, long now) {
    verdict.takenAt = now;
    for (int limit = from; limit < to; limit++) {
      Asked asked = verdict.asked(limit);
      long[] states = asked.segment.states();
      if (verdict.admitted && !asked.isExceeded()) {
        asked.algorithm().take(states, asked.at, now, asked.cost);
        asked.taken = true;
        if (!asked.isShadow()) {
          verdict.delayNanos = Math.max(verdict.delayNanos, asked.answer);
        }
      }
      asked.note(states, now);
    }
  }

  /** Takes back what was taken under the limits up to a number, because another refused later. */
  static void takeBack(Verdict verdict, int to, long time) {
    for (int limit = 0; limit < to; limit++) {
      Asked asked = verdict.asked(limit);
      if (asked.taken) {
        Segment segment = asked.segment;
        segment.lock();
        try {
          long now = Math.max(time, segment.latest());
          segment.advance(now);
          asked.at = segment.look(asked.first, asked.second);
          long[] states = segment.states();
          asked.algorithm().untake(states, asked.at, now, verdict.takenAt, asked.cost);
          asked.note(states, now);
        } finally {
          segment.unlock();
        }
        asked.taken = false;
      }
    }
    verdict.delayNanos = 0;
  }

  /** Gives back what is held. */
  static void giveBack(Verdict verdict, long time, boolean failed) {
    for (int limit = 0; limit < verdict.size; limit++) {
      Asked asked = verdict.asked(limit);
      if (asked.taken && asked.counted.isHeld()) {
        Segment segment = asked.segment;
        segment.lock();
        try {
          long now = Math.max(time, segment.latest());
          segment.advance(now);
          // By its hash: the table may have been rebuilt meanwhile.
          int at = segment.look(asked.first, asked.second);
          asked
              .algorithm()
              .giveBack(segment.states(), at, now, asked.cost, now - verdict.takenAt, failed);
        } finally {
          segment.unlock();
        }
        asked.taken = false;
      }
    }
  }
}
