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
    long taken = verdict.takenAt;
    if (spendLeases(verdict, now) || (breaker.mayAsk(now) && ask(verdict, now))) {
      answered(verdict, now);
    } else {
      alone(verdict);
    }
    verdict.takenAt = taken;
    if (!verdict.admitted) {
      LocalCounting.takeBack(verdict, verdict.own, ticker.nanos());
    }
  }

  /** Takes from leases what they hold; whether nothing is left to ask for. */
  private static boolean spendLeases(Verdict verdict, long time) {
    boolean all = true;
    for (int limit = verdict.own; limit < verdict.size; limit++) {
      all &= verdict.counted[limit].share().isLeased() && spendLease(verdict, limit, time);
    }
    return all;
  }

  private static boolean spendLease(Verdict verdict, int limit, long time) {
    ShareOf share = verdict.counted[limit].share();
    Segment segment = verdict.counted[limit].counts().segment(verdict.first[limit]);
    segment.lock();
    try {
      long now = Math.max(time, segment.latest());
      segment.advance(now);
      int at = segment.find(verdict.first[limit], verdict.second[limit], now);
      long[] states = segment.states();
      if (segment.isShared(at) || !share.spend(states, at, now, verdict.cost[limit])) {
        return false;
      }
      long ends = share.leaseEnds(states, at);
      verdict.leaseEnds[limit] = ends;
      verdict.note(limit, share.held(states, at, now), Math.max(0, ends - now));
      return true;
    } finally {
      segment.unlock();
    }
  }

  private static void unspendLeases(Verdict verdict) {
    for (int limit = verdict.own; limit < verdict.size; limit++) {
      if (verdict.leaseEnds[limit] != 0) {
        Segment segment = verdict.counted[limit].counts().segment(verdict.first[limit]);
        segment.lock();
        try {
          int at = segment.look(verdict.first[limit], verdict.second[limit]);
          if (!segment.isShared(at)) {
            verdict
                .counted[limit]
                .share()
                .unspend(segment.states(), at, verdict.leaseEnds[limit], verdict.cost[limit]);
          }
        } finally {
          segment.unlock();
        }
        verdict.leaseEnds[limit] = 0;
      }
    }
  }

  private boolean ask(Verdict verdict, long time) {
    SharedAsk ask = verdict.ask;
    ask.begin(verdict.size - verdict.own);
    for (int limit = verdict.own; limit < verdict.size; limit++) {
      if (verdict.leaseEnds[limit] == 0) {
        fill(verdict, limit, time);
      }
    }
    if (shared.decide(ask)) {
      breaker.answered();
      return true;
    }
    breaker.failed(ticker.nanos());
    return false;
  }

  private void fill(Verdict verdict, int limit, long time) {
    Counted rule = verdict.counted[limit];
    ShareOf share = rule.share();
    share.among(shared.nodes());
    Segment segment = rule.counts().segment(verdict.first[limit]);
    long debt;
    long extra = 0;
    segment.lock();
    try {
      long now = Math.max(time, segment.latest());
      int at = segment.look(verdict.first[limit], verdict.second[limit]);
      debt = share.debt(segment.states(), at, now);
      if (share.isLeased() && !segment.isShared(at)) {
        extra = share.wants(segment.states(), at, now, verdict.cost[limit]);
      }
    } finally {
      segment.unlock();
    }
    verdict.ask.add(
        rule.rule().name(),
        share.whole(),
        verdict.first[limit],
        verdict.second[limit],
        verdict.cost[limit],
        debt,
        verdict.isShadow(limit));
    if (extra > 0) {
      verdict.ask.addExtra(extra);
    }
  }

  private void answered(Verdict verdict, long askedAt) {
    SharedAsk ask = verdict.ask;
    int asked = 0;
    for (int limit = verdict.own; limit < verdict.size; limit++) {
      if (verdict.leaseEnds[limit] == 0) {
        verdict.answer[limit] = ask.answer(asked);
        verdict.note(limit, ask.left(asked), ask.untilMore(asked));
        if (ask.answer(asked) < 0 && !verdict.isShadow(limit)) {
          verdict.admitted = false;
        }
        asked++;
      }
    }
    long now = ticker.nanos();
    asked = 0;
    for (int limit = verdict.own; limit < verdict.size; limit++) {
      if (verdict.leaseEnds[limit] == 0) {
        if (verdict.admitted && verdict.answer[limit] > 0 && !verdict.isShadow(limit)) {
          verdict.delayNanos = Math.max(verdict.delayNanos, verdict.answer[limit]);
        }
        remember(verdict, limit, asked, now, askedAt);
        asked++;
      }
    }
    if (!verdict.admitted) {
      unspendLeases(verdict);
    }
  }

  /**
   * Keeps this process's share up to date with what it was told.
   *
   * @param askedAt a lease runs from here: not later than shared counts read their clock
   */
  private static void remember(Verdict verdict, int limit, int asked, long time, long askedAt) {
    SharedAsk ask = verdict.ask;
    boolean taken = verdict.admitted && verdict.answer[limit] >= 0;
    if (!taken && ask.debt(asked) == 0 && ask.extra(asked) == 0) {
      return;
    }
    ShareOf share = verdict.counted[limit].share();
    Segment segment = verdict.counted[limit].counts().segment(verdict.first[limit]);
    segment.lock();
    try {
      long now = Math.max(time, segment.latest());
      segment.advance(now);
      int at = segment.find(verdict.first[limit], verdict.second[limit], now);
      long[] states = segment.states();
      if (ask.debt(asked) > 0) {
        share.settle(states, at);
      }
      if (taken) {
        share.record(states, at, now, verdict.cost[limit] + ask.taken(asked));
      }
      if (ask.extra(asked) > 0 && !segment.isShared(at)) {
        long ends = askedAt + share.whole().leaseNanos(ask.untilMore(asked));
        share.lease(states, at, ask.taken(asked), ends);
      }
    } finally {
      segment.unlock();
    }
  }

  /** They fell silent. */
  private void alone(Verdict verdict) {
    unspendLeases(verdict);
    int limit = verdict.own;
    while (limit < verdict.size) {
      Counted rule = verdict.counted[limit];
      rule.meters().failed.increment();
      if (rule.limit().onFailure() == Rule.OnFailure.LOCAL) {
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
