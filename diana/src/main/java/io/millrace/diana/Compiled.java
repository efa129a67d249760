package io.millrace.diana;

import io.millrace.diana.rule.Condition;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A policy as decisions use it: arrays instead of lists, names looked up. Immutable. */
final class Compiled {
  static final Compiled EMPTY =
      new Compiled(new Policy(List.of()), new Counted[0], new Listed[0], new Listed[0]);

  private final Policy policy;
  private final Counted[] limits;
  private final Listed[] denials;
  private final Listed[] exemptions;

  /** A rule that counts nothing, and which limits it takes requests out of. */
  static final class Listed {
    private final Rule rule;
    private final Condition[] when;
    private final boolean[] limits;
    private final Meters meters;

    /** Of those rules that do not count. */
    Listed(Rule rule, boolean[] limits, Meters meters) {
      this.rule = rule;
      this.when = rule.when().toArray(Condition[]::new);
      this.limits = limits;
      this.meters = meters;
    }

    Rule rule() {
      return rule;
    }

    boolean[] limits() {
      return limits;
    }

    Meters meters() {
      return meters;
    }

    RuleReport report() {
      return new RuleReport(
          rule.name(),
          null,
          false,
          meters.admitted.sum(),
          meters.refused.sum(),
          meters.wouldRefuse.sum(),
          meters.failed.sum(),
          0,
          0);
    }

    /**
     * Whether it means the request. One that cannot say so, because a condition fails, means
     * nobody; the verdict is a no if the rule wants that then.
     */
    boolean looksAt(Request request, Verdict verdict) {
      try {
        return Counted.holds(when, request, verdict.scratch);
      } catch (RuntimeException e) {
        meters.failed(rule, e);
        if (rule.refusesOnFailure()) {
          verdict.fail(rule);
        }
        return false;
      }
    }
  }

  private Compiled(Policy policy, Counted[] limits, Listed[] denials, Listed[] exemptions) {
    this.policy = policy;
    this.limits = limits;
    this.denials = denials;
    this.exemptions = exemptions;
  }

  /** Rules that count as they did before keep their counts, and all of a name keep their meters. */
  static Compiled of(Policy policy, Compiled before) {
    List<Counted> limits = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      if (rule.effect() instanceof Rule.Limit limit) {
        Counted old = before.named(rule.name());
        limits.add(old == null ? new Counted(rule, limit) : old.successor(rule, limit));
      }
    }
    // Locks are taken in this order; those of shared rules apart from the others.
    limits.sort(
        Comparator.comparing(Counted::isShared)
            .thenComparingLong(counted -> counted.counts().order()));
    Map<String, Integer> places = new HashMap<>();
    for (int place = 0; place < limits.size(); place++) {
      places.put(limits.get(place).rule().name(), place);
    }
    List<Listed> denials = new ArrayList<>();
    List<Listed> exemptions = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      if (rule.effect() instanceof Rule.Deny) {
        denials.add(new Listed(rule, new boolean[0], meters(before.denials, rule)));
      } else if (rule.effect() instanceof Rule.Exempt exempt) {
        boolean[] from = new boolean[limits.size()];
        Arrays.fill(from, exempt.rules().isEmpty());
        for (String name : exempt.rules()) {
          Integer place = places.get(name);
          if (place != null) {
            from[place] = true;
          }
        }
        exemptions.add(new Listed(rule, from, meters(before.exemptions, rule)));
      }
    }
    return new Compiled(
        policy,
        limits.toArray(Counted[]::new),
        denials.toArray(Listed[]::new),
        exemptions.toArray(Listed[]::new));
  }

  private static Meters meters(Listed[] before, Rule rule) {
    Listed old = named(before, rule.name());
    return old == null ? new Meters() : old.meters();
  }

  private static @Nullable Listed named(Listed[] all, String name) {
    for (Listed listed : all) {
      if (listed.rule().name().equals(name)) {
        return listed;
      }
    }
    return null;
  }

  /** How the rule of this name is doing, of whatever kind it is; null if there is none. */
  @Nullable RuleReport report(String name) {
    Counted counted = named(name);
    if (counted != null) {
      return counted.report();
    }
    Listed denial = named(denials, name);
    Listed listed = denial == null ? named(exemptions, name) : denial;
    return listed == null ? null : listed.report();
  }

  @Nullable Counted named(String name) {
    for (Counted counted : limits) {
      if (counted.rule().name().equals(name)) {
        return counted;
      }
    }
    return null;
  }

  /** The rules that go on with the counts that they had before. */
  Set<String> kept(Compiled before) {
    Set<String> names = new HashSet<>();
    for (Counted counted : limits) {
      Counted old = before.named(counted.rule().name());
      if (old != null && old.counts() == counted.counts()) {
        names.add(counted.rule().name());
      }
    }
    return names;
  }

  Policy policy() {
    return policy;
  }

  Counted[] limits() {
    return limits;
  }

  Listed[] denials() {
    return denials;
  }

  Listed[] exemptions() {
    return exemptions;
  }
}
