package io.millrace.diana.config;

import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.Key;
import io.millrace.diana.rule.Rule;

/** A kind of rule that came after version 1: a limit that is given by the day. */
public final class NightRule implements RuleKind {
  private static final long DAY_NANOS = 86_400L * 1_000_000_000;

  @Override
  public String name() {
    return "daily-allowance";
  }

  @Override
  public Rule.Effect make(Settings settings, Kinds kinds) {
    long allowance = settings.number("allowance", 1, 1_000_000);
    return Rule.Limit.of(
        new TokenBucket(allowance, DAY_NANOS, allowance),
        kinds.keys(settings, "by").toArray(Key[]::new));
  }
}
