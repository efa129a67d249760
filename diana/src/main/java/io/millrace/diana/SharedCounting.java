package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.shared.Breaker;
import io.millrace.diana.shared.SharedAsk;
import io.millrace.diana.shared.SharedCounts;

/**
 * Counts a request in shared counts, or, when they do not answer, by what its rules want then: in
 * this process against its share of the limit, not at all, or by a refusal.
 *
 * <p>What this process counts by itself has been taken before; if a shared limit refuses, it is
 * taken back, so that a refusal consumes nothing here either. In between it was taken: a third
 * request may be refused in that time that would have passed later.
 */
final class SharedCounting {
  private final SharedCounts shared;
  private final Ticker ticker;
  private final Breaker breaker = new Breaker();

  SharedCounting(SharedCounts shared, Ticker ticker) {
    this.shared = shared;
    this.ticker = ticker;
  }

  KeyHash.Seed seed() {
    return shared.seed();
  }

  boolean knows(Algorithm algorithm) {
    return shared.knows(algorithm);
  }

  boolean isAlone() {
    return breaker.isOpen();
  }

  boolean forget(String rule, KeyHash hash) {
    return shared.forget(rule, hash.first(), hash.second());
  }

  void count(Verdict verdict, long now) {
    boolean counted = false;
    long taken = verdict.takenAt;
    if (breaker.mayAsk(now)) {
      fill(verdict, now);
      counted = shared.decide(verdict.ask);
      if (counted) {
        breaker.answered();
        answered(verdict);
      } else {
        breaker.failed(ticker.nanos());
      }
    }
    if (!counted) {
      alone(verdict);
    }
    verdict.takenAt = taken;
    if (!verdict.admitted) {
      LocalCounting.takeBack(verdict, verdict.own, ticker.nanos());
    }
  }

  private void fill(Verdict verdict, long time) {
    SharedAsk ask = verdict.ask;
    ask.begin(verdict.size - verdict.own);
    for (int limit = verdict.own; limit < verdict.size; limit++) {
      Counted rule = verdict.counted[limit];
      rule.share().among(shared.nodes());
      Segment segment = rule.counts().segment(verdict.first[limit]);
      long debt;
      segment.lock();
      try {
        long now = Math.max(time, segment.latest());
        int at = segment.look(verdict.first[limit], verdict.second[limit]);
        debt = rule.share().debt(segment.states(), at, now);
      } finally {
        segment.unlock();
      }
      ask.add(
          rule.rule().name(),
          rule.share().whole(),
          verdict.first[limit],
          verdict.second[limit],
          verdict.cost[limit],
          debt,
          verdict.isShadow(limit));
    }
  }

  private void answered(Verdict verdict) {
    SharedAsk ask = verdict.ask;
    for (int limit = verdict.own; limit < verdict.size; limit++) {
      int asked = limit - verdict.own;
      verdict.answer[limit] = ask.answer(asked);
      verdict.note(limit, ask.left(asked), ask.untilMore(asked));
      if (ask.answer(asked) < 0 && !verdict.isShadow(limit)) {
        verdict.admitted = false;
      }
    }
    long now = ticker.nanos();
    for (int limit = verdict.own; limit < verdict.size; limit++) {
      if (verdict.admitted && verdict.answer[limit] > 0 && !verdict.isShadow(limit)) {
        verdict.delayNanos = Math.max(verdict.delayNanos, verdict.answer[limit]);
      }
      remember(verdict, limit, ask.debt(limit - verdict.own), now);
    }
  }

  /** Keeps this process's share up to date with what it was told. */
  private static void remember(Verdict verdict, int limit, long told, long time) {
    boolean taken = verdict.admitted && verdict.answer[limit] >= 0;
    if (!taken && told == 0) {
      return;
    }
    ShareOf share = verdict.counted[limit].share();
    Segment segment = verdict.counted[limit].counts().segment(verdict.first[limit]);
    segment.lock();
    try {
      long now = Math.max(time, segment.latest());
      segment.advance(now);
      int at = segment.find(verdict.first[limit], verdict.second[limit], now);
      if (told > 0) {
        share.settle(segment.states(), at);
      }
      if (taken) {
        share.record(segment.states(), at, now, verdict.cost[limit]);
      }
    } finally {
      segment.unlock();
    }
  }

  /** They fell silent. */
  private void alone(Verdict verdict) {
    int limit = verdict.own;
    while (limit < verdict.size) {
      Counted rule = verdict.counted[limit];
      rule.meters().failed.increment();
      if (rule.limit().onFailure() == Rule.OnFailure.LOCAL) {
        rule.share().among(shared.nodes());
        rule.share().among(shared.nodes());
        limit++;
      } else {
        if (rule.limit().onFailure() == Rule.OnFailure.CLOSED && !rule.limit().shadow()) {
          verdict.fail(rule.rule());
        }
        verdict.remove(limit);
      }
    }
    if (verdict.admitted) {
      LocalCounting.count(verdict, verdict.own, verdict.size, ticker.nanos());
    } else {
      verdict.size = verdict.own;
    }
  }
}
