package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.shared.Breaker;
import io.millrace.diana.shared.SharedAsk;
import io.millrace.diana.shared.SharedCounts;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts a request in shared counts, or, when they do not answer, by what its rules want then: in
 * this process against its share of the limit, not at all, or by a refusal.
 *
 * <p>What this process counts by itself has been taken before; if a shared limit refuses, it is
 * taken back, so that a refusal consumes nothing here either. In between it was taken: a third
 * request may be refused in that time that would have passed later.
 */
final class SharedCounting {
  private static final System.Logger LOG = System.getLogger(SharedCounting.class.getName());

  /** No rule's counts are called so: theirs have a mark behind their name. */
  private static final String REFUSES_ALL = "nothing";

  /** Less than what is asked of it. */
  private static final Algorithm NOTHING = new FixedWindow(1, 1_000_000_000);

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

  boolean forget(Counted counted, KeyHash hash) {
    return shared.forget(counted.sharedName(), hash.first(), hash.second());
  }

  void count(Verdict verdict, long now) {
    long taken = verdict.takenAt;
    long delayNanos = verdict.delayNanos;
    try {
      boolean said =
          spendLeases(verdict, now) || (!verdict.alone && breaker.mayAsk(now) && ask(verdict, now));
      if (said) {
        answered(verdict, now);
      } else {
        alone(verdict);
      }
    } catch (RuntimeException e) {
      verdict.delayNanos = delayNanos;
      failed(verdict, e);
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
      Asked asked = verdict.asked(limit);
      all &= asked.counted.share().isLeased() && spendLease(asked, time);
    }
    return all;
  }

  private static boolean spendLease(Asked asked, long time) {
    ShareOf share = asked.counted.share();
    Segment segment = asked.segment;
    segment.lock();
    try {
      long now = Math.max(time, segment.latest());
      segment.advance(now);
      int at = segment.find(asked.first, asked.second, now);
      long[] states = segment.states();
      if (segment.isShared(at) || !share.spend(states, at, now, asked.cost)) {
        return false;
      }
      asked.leaseEnds = share.leaseEnds(states, at);
      asked.note(share.held(states, at, now), Math.max(0, asked.leaseEnds - now));
      return true;
    } catch (RuntimeException e) {
      asked.counted.failed(e); // then it is asked for
      return false;
    } finally {
      segment.unlock();
    }
  }

  private static void unspendLeases(Verdict verdict) {
    for (int limit = verdict.own; limit < verdict.size; limit++) {
      Asked asked = verdict.asked(limit);
      if (asked.leaseEnds != 0) {
        Segment segment = asked.segment;
        segment.lock();
        try {
          int at = segment.look(asked.first, asked.second);
          if (!segment.isShared(at)) {
            asked.counted.share().unspend(segment.states(), at, asked.leaseEnds, asked.cost);
          }
        } finally {
          segment.unlock();
        }
        asked.leaseEnds = 0;
      }
    }
  }

  private boolean ask(Verdict verdict, long time) {
    SharedAsk ask = verdict.ask;
    ask.begin(verdict.size - verdict.own);
    for (int limit = verdict.own; limit < verdict.size; limit++) {
      Asked asked = verdict.asked(limit);
      if (asked.leaseEnds == 0) {
        fill(ask, asked, time);
      }
    }
    return isAnswered(ask);
  }

  private boolean isAnswered(SharedAsk ask) {
    try {
      if (shared.decide(ask)) {
        breaker.answered();
        return true;
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "Shared counts failed", e);
    }
    breaker.failed(ticker.nanos());
    return false;
  }

  /**
   * What they would say to so much under one limit, as {@code told} puts it; null if they do not
   * answer. Nothing is taken: the question has a second limit, which refuses everybody, and so is
   * refused whole. A lease that holds so much is not asked about. What this process has still to
   * tell them of is told with the key's next decision.
   */
  <T> @Nullable T explain(
      Counted counted, KeyHash key, long cost, SharedAsk ask, BiFunction<Long, Long, T> told) {
    ShareOf share = counted.share();
    share.among(shared.nodes());
    long held = held(counted, key);
    if (held > 0 && held >= cost) {
      return told.apply(0L, held);
    }
    ask.begin(2);
    ask.add(counted.sharedName(), share.whole(), key.first(), key.second(), cost, 0, false);
    ask.add(REFUSES_ALL, NOTHING, key.first(), key.second(), 2, 0, false);
    return breaker.mayAsk(ticker.nanos()) && isAnswered(ask)
        ? told.apply(ask.answer(0), ask.left(0))
        : null;
  }

  private long held(Counted counted, KeyHash key) {
    if (!counted.share().isLeased()) {
      return 0;
    }
    Segment segment = counted.counts().segment(key.first());
    segment.lock();
    try {
      int at = segment.look(key.first(), key.second());
      long now = Math.max(ticker.nanos(), segment.latest());
      return segment.isShared(at) ? 0 : counted.share().held(segment.states(), at, now);
    } finally {
      segment.unlock();
    }
  }

  private void fill(SharedAsk ask, Asked asked, long time) {
    ShareOf share = asked.counted.share();
    Segment segment = asked.segment;
    long debt = 0;
    long extra = 0;
    segment.lock();
    try {
      share.among(shared.nodes());
      long now = Math.max(time, segment.latest());
      int at = segment.look(asked.first, asked.second);
      debt = share.debt(segment.states(), at, now);
      if (share.isLeased() && !segment.isShared(at)) {
        extra = share.wants(segment.states(), at, now, asked.cost);
      }
    } catch (RuntimeException e) {
      asked.counted.failed(e); // what they say does not rest on what is kept here
    } finally {
      segment.unlock();
    }
    ask.add(
        asked.counted.sharedName(),
        share.whole(),
        asked.first,
        asked.second,
        asked.cost,
        debt,
        asked.isShadow());
    if (extra > 0) {
      ask.addExtra(extra);
    }
  }

  private void answered(Verdict verdict, long askedAt) {
    SharedAsk ask = verdict.ask;
    int question = 0;
    for (int limit = verdict.own; limit < verdict.size; limit++) {
      Asked asked = verdict.asked(limit);
      if (asked.leaseEnds == 0) {
        asked.answer = ask.answer(question);
        asked.note(ask.left(question), ask.untilMore(question));
        if (asked.refuses()) {
          verdict.admitted = false;
        }
        question++;
      }
    }
    long now = ticker.nanos();
    question = 0;
    for (int limit = verdict.own; limit < verdict.size; limit++) {
      Asked asked = verdict.asked(limit);
      if (asked.leaseEnds == 0) {
        if (verdict.admitted && asked.answer > 0 && !asked.isShadow()) {
          verdict.delayNanos = Math.max(verdict.delayNanos, asked.answer);
        }
        remember(asked, verdict.admitted, ask, question, now, askedAt);
        question++;
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
  private static void remember(
      Asked asked, boolean admitted, SharedAsk ask, int question, long time, long askedAt) {
    boolean taken = admitted && !asked.isExceeded();
    if (!taken && ask.debt(question) == 0 && ask.extra(question) == 0) {
      return;
    }
    ShareOf share = asked.counted.share();
    Segment segment = asked.segment;
    segment.lock();
    try {
      long now = Math.max(time, segment.latest());
      segment.advance(now);
      int at = segment.find(asked.first, asked.second, now);
      long[] states = segment.states();
      if (ask.debt(question) > 0) {
        share.settle(states, at, ask.debt(question));
      }
      if (taken) {
        share.record(states, at, now, asked.cost + ask.taken(question));
      }
      if (ask.extra(question) > 0 && !segment.isShared(at)) {
        long ends = askedAt + share.whole().leaseNanos(ask.untilMore(question));
        share.lease(states, at, ask.taken(question), ends);
      }
    } catch (RuntimeException e) {
      asked.counted.failed(e); // what they said stands
    } finally {
      segment.unlock();
    }
  }

  /** They fell silent. */
  private void alone(Verdict verdict) {
    unspendLeases(verdict);
    int limit = verdict.own;
    while (limit < verdict.size) {
      Counted rule = verdict.asked(limit).counted;
      rule.meters().failed.increment();
      if (rule.limit().onFailure() == Rule.OnFailure.LOCAL && takesItsShare(rule)) {
        limit++;
      } else {
        if (rule.rule().refusesOnFailure()) {
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

  private boolean takesItsShare(Counted rule) {
    try {
      rule.share().among(shared.nodes());
      return true;
    } catch (RuntimeException e) {
      rule.failed(e);
      return false;
    }
  }

  /**
   * A fault that is no limit's own, perhaps one of ours: what was taken here is taken back, and
   * each limit does what it wants when counting fails.
   */
  private static void failed(Verdict verdict, RuntimeException fault) {
    unspendLeases(verdict);
    verdict.admitted = !verdict.isFailed();
    while (verdict.own < verdict.size) {
      Counted rule = verdict.asked(verdict.own).counted;
      rule.failed(fault);
      if (rule.rule().refusesOnFailure()) {
        verdict.fail(rule.rule());
      }
      verdict.remove(verdict.own);
    }
  }
}
