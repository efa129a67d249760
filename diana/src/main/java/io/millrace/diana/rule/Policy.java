package io.millrace.diana.rule;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All rules that are in force. Their order says nothing: a denial comes before everything, an
 * exemption before every count, and a request is counted in all limits that look at it, or in none.
 */
public record Policy(List<Rule> rules) {
  /** Each request looks at all of them. */
  public static final int RULES_MAX = 256;

  /**
   * A policy.
   *
   * @throws UnfitRule if there are too many, two have one name, or one exempts from what is no
   *     limit
   */
  public Policy {
    rules = List.copyOf(rules);
    if (rules.size() > RULES_MAX) {
      throw new UnfitRule(RULES_MAX, "", "more than " + RULES_MAX + " rules");
    }
    Set<String> names = new HashSet<>();
    Set<String> limits = new HashSet<>();
    for (int rule = 0; rule < rules.size(); rule++) {
      String name = rules.get(rule).name();
      if (!names.add(name)) {
        throw new UnfitRule(rule, "name", "two rules are named " + name);
      }
      if (rules.get(rule).effect() instanceof Rule.Limit) {
        limits.add(name);
      }
    }
    for (int rule = 0; rule < rules.size(); rule++) {
      if (rules.get(rule).effect() instanceof Rule.Exempt exempt) {
        for (String other : new TreeSet<>(exempt.rules())) {
          if (!limits.contains(other)) {
            String detail =
                rules.get(rule).name() + " exempts from " + other + ", which is no limit";
            throw new UnfitRule(rule, "from", detail);
          }
        }
      }
    }
  }

  public static Policy of(Rule... rules) {
    return new Policy(List.of(rules));
  }
}
