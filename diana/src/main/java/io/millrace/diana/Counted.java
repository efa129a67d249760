package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.rule.Condition;
import io.millrace.diana.rule.Key;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.rule.KeySink;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Scratch;

/** A rule that counts, ready for use: its parts in arrays, its counts, its meters. */
final class Counted {
  private static final long NO_PART = -1;

  private final Rule rule;
  private final Rule.Limit limit;
  private final Condition[] when;
  private final Key[] by;
  private final Algorithm algorithm;
  private final Counts counts;
  private final Meters meters;

  /** What passed under this name before {@link #counts} were made. */
  private final long admittedBefore;

  private final boolean held;
  private final String sharedName;

  /** One with counts and meters of its own. */
  Counted(Rule rule, Rule.Limit limit) {
    this(rule, limit, countsOf(limit), new Meters(), 0);
  }

  private Counted(Rule rule, Rule.Limit limit, Counts counts, Meters meters, long admittedBefore) {
    this.rule = rule;
    this.limit = limit;
    this.when = rule.when().toArray(Condition[]::new);
    this.by = limit.by().toArray(Key[]::new);
    this.algorithm =
        limit.counting() == Rule.Counting.SHARED ? counts.algorithm() : limit.algorithm();
    this.counts = counts;
    this.meters = meters;
    this.admittedBefore = admittedBefore;
    this.held = algorithm.isHeld();
    this.sharedName = isShared() ? sharedName(rule.name(), limit.meaning()) : rule.name();
  }

  /**
   * A rule of the same name that comes instead: goes on with the counts if it can, and with the
   * meters anyway.
   */
  Counted successor(Rule rule, Rule.Limit limit) {
    if (limit.continues(this.limit)) {
      counts.makeRoom(room(limit));
      return new Counted(rule, limit, counts, meters, admittedBefore);
    }
    return new Counted(rule, limit, countsOf(limit), meters, admittedBefore + counts.retire());
  }

  private static Counts countsOf(Rule.Limit limit) {
    return new Counts(
        limit.counting() == Rule.Counting.SHARED
            ? new ShareOf(limit.algorithm(), limit.lease())
            : limit.algorithm(),
        room(limit));
  }

  private static int room(Rule.Limit limit) {
    return limit.by().isEmpty() ? 1 : limit.keysMax();
  }

  /** A colon is in no rule's name. */
  private static String sharedName(String rule, String meaning) {
    KeyHash hash = new KeyHash(new KeyHash.Seed(0, 0)).begin();
    hash.text(meaning);
    return rule + ":%08x".formatted((int) hash.finish().first());
  }

  void failed(RuntimeException e) {
    meters.failed(rule, e);
  }

  Rule rule() {
    return rule;
  }

  Rule.Limit limit() {
    return limit;
  }

  /** May be another than that with which its counts began. */
  Algorithm algorithm() {
    return algorithm;
  }

  /** Whether what it takes is given back when the request has ended. */
  boolean isHeld() {
    return held;
  }

  boolean isShared() {
    return limit.counting() == Rule.Counting.SHARED;
  }

  /**
   * What its counts are called where they are shared: the rule's name, and a hash of what they
   * mean. So a rule that counts otherwise than before begins anew there as it does here, and a
   * process that has the old policy still writes nothing into what one with the new policy reads.
   */
  String sharedName() {
    return sharedName;
  }

  /** How this process counts by itself what is shared. */
  ShareOf share() {
    return (ShareOf) algorithm;
  }

  Counts counts() {
    return counts;
  }

  Meters meters() {
    return meters;
  }

  RuleReport report() {
    return new RuleReport(
        rule.name(),
        algorithm().describe(),
        limit.shadow(),
        admittedBefore + counts.admitted() + meters.admitted.sum(),
        meters.refused.sum(),
        meters.wouldRefuse.sum(),
        meters.failed.sum(),
        counts.keys(),
        counts.bytes());
  }

  boolean looksAt(Request request, Scratch scratch) {
    return holds(when, request, scratch);
  }

  static boolean holds(Condition[] when, Request request, Scratch scratch) {
    for (Condition condition : when) {
      if (!condition.holds(request, scratch)) {
        return false;
      }
    }
    return true;
  }

  /** Hands over the key; false if a part is missing and the rule then does not count. */
  boolean giveKey(Request request, Scratch scratch, KeySink sink) {
    for (Key key : by) {
      if (!key.give(request, scratch, sink)) {
        if (limit.missing() == Rule.Missing.SKIP) {
          return false;
        }
        sink.number(NO_PART);
      }
    }
    return true;
  }

  /** What the request costs here; above every limit if the product is. */
  long cost(Request request) {
    long cost = request.cost();
    if (cost < 0) {
      throw new IllegalArgumentException("a request costs 0 or more, not " + cost);
    }
    return cost > Algorithm.COST_MAX
        ? Algorithm.LIMIT_MAX + 1
        : Math.min(Algorithm.LIMIT_MAX + 1, cost * limit.cost());
  }
}
