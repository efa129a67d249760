package io.millrace.diana;

import io.millrace.diana.rule.Rule;

/**
 * Counts a request in this process's tables: asks every limit under the locks of all of them, and
 * takes from all or from none.
 *
 * <p>An algorithm that throws (a plug-in's fault, or ours) fails its rule and no other: what was
 * taken is taken back before anybody can see it, the rule is left out, as its {@code on-failure}
 * says, and the others are asked anew.
 */
final class LocalCounting {
  private static final int NONE = -1;

  private LocalCounting() {}

  /** Counts under the limits from one number up to another, and not under the others. */
  static void count(Verdict verdict, int from, int to, long time) {
    boolean mayPass = verdict.admitted;
    long delayNanos = verdict.delayNanos;
    int end = to;
    for (int failed = tryToCount(verdict, from, end, time);
        failed != NONE;
        failed = tryToCount(verdict, from, end, time)) {
      Rule rule = verdict.asked(failed).rule();
      verdict.remove(failed);
      end--;
      verdict.admitted = mayPass;
      verdict.delayNanos = delayNanos;
      if (rule.refusesOnFailure()) {
        verdict.fail(rule);
        mayPass = false;
      }
    }
  }

  /** Counts nothing if a limit fails, and says which. */
  private static int tryToCount(Verdict verdict, int from, int to, long time) {
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
      int failed = ask(verdict, from, to, now);
      if (failed == NONE) {
        failed = take(verdict, from, to, now);
      }
      if (failed == NONE && verdict.admitted && to == verdict.size) {
        meter(verdict, from, to); // nobody is asked later who may refuse
      }
      return failed;
    } finally {
      while (locked > from) {
        locked--;
        verdict.asked(locked).segment.unlock();
      }
    }
  }

  private static int ask(Verdict verdict, int from, int to, long now) {
    int limit = from;
    try {
      for (; limit < to; limit++) {
        Asked asked = verdict.asked(limit);
        Segment segment = asked.segment;
        segment.advance(now);
        asked.at = segment.find(asked.first, asked.second, now);
        asked.answer = asked.algorithm().ask(segment.states(), asked.at, now, asked.cost);
        if (asked.refuses()) {
          verdict.admitted = false;
        }
      }
      return NONE;
    } catch (RuntimeException e) {
      verdict.asked(limit).counted.failed(e);
      return limit;
    }
  }

  private static int take(Verdict verdict, int from, int to, long now) {
    verdict.takenAt = now;
    int limit = from;
    try {
      for (; limit < to; limit++) {
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
      return NONE;
    } catch (RuntimeException e) {
      verdict.asked(limit).counted.failed(e);
      untake(verdict, from, limit, now);
      return limit;
    }
  }

  private static void meter(Verdict verdict, int from, int to) {
    for (int limit = from; limit < to; limit++) {
      Asked asked = verdict.asked(limit);
      asked.metered = asked.segment.admit();
    }
  }

  /** Takes back what was taken a moment ago, under the locks of all. */
  private static void untake(Verdict verdict, int from, int to, long now) {
    for (int limit = from; limit <= to; limit++) {
      Asked asked = verdict.asked(limit);
      if (asked.taken) {
        asked.taken = false;
        untake(asked, now, now);
      }
    }
  }

  private static void untake(Asked asked, long now, long takenAt) {
    try {
      asked.algorithm().untake(asked.segment.states(), asked.at, now, takenAt, asked.cost);
    } catch (RuntimeException e) {
      asked.counted.failed(e); // and the others' turn comes
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
          untake(asked, now, verdict.takenAt);
          asked.note(segment.states(), now);
        } catch (RuntimeException e) {
          asked.counted.failed(e);
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
          // What a shaper held back was not being served.
          long served = Math.max(0, now - verdict.takenAt - verdict.delayNanos);
          asked.algorithm().giveBack(segment.states(), at, now, asked.cost, served, failed);
        } catch (RuntimeException e) {
          asked.counted.failed(e); // what others hold is given back all the same
        } finally {
          segment.unlock();
        }
        asked.taken = false;
      }
    }
  }
}
