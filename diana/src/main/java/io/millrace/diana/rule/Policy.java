package io.millrace.diana.rule;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All rules that are in force. Their order says nothing: a denial comes before everything, an
 * exemption before every count, and a request is counted in all limits that look at it, or in none.
 */
public record Policy(List<Rule> rules) {
  /** Each request looks at all of them. */
  public static final int RULES_MAX = 256;

  public Policy {
    rules = List.copyOf(rules);
    if (rules.size() > RULES_MAX) {
      throw new IllegalArgumentException("more than " + RULES_MAX + " rules");
    }
    Set<String> names = new HashSet<>();
    for (Rule rule : rules) {
      if (!names.add(rule.name())) {
        throw new IllegalArgumentException("two rules are named " + rule.name());
      }
    }
    for (Rule rule : rules) {
      if (rule.effect() instanceof Rule.Exempt exempt) {
        for (String other : exempt.rules()) {
          if (!names.contains(other)) {
            throw new IllegalArgumentException(
                rule.name() + " exempts from " + other + ", which is no rule");
          }
        }
      }
    }
  }

  public static Policy of(Rule... rules) {
    return new Policy(List.of(rules));
  }
}
