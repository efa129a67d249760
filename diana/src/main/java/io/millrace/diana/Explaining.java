package io.millrace.diana;

import io.millrace.diana.Explanation.Line;
import io.millrace.diana.Explanation.Says;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.rule.Condition;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.rule.KeyText;
import io.millrace.diana.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Says what each rule of a policy would say to one request. Counts nothing. What is shared is asked
 * where it is shared, for another process may have used up what this one knows nothing of.
 */
final class Explaining {
  private final Compiled policy;
  private final @Nullable SharedCounting shared;
  private final Request request;
  private final Verdict verdict;
  private final Ticker ticker;

  /**
   * Of one request.
   *
   * @param verdict has begun with this policy, and knows which limits the request is exempted from
   */
  Explaining(
      Compiled policy,
      @Nullable SharedCounting shared,
      Request request,
      Verdict verdict,
      Ticker ticker) {
    this.policy = policy;
    this.shared = shared;
    this.request = request;
    this.verdict = verdict;
    this.ticker = ticker;
  }

  Explanation explain(boolean exempting) {
    List<Line> lines = new ArrayList<>();
    for (Rule rule : policy.policy().rules()) {
      lines.add(line(rule, exempting));
    }
    boolean admitted =
        lines.stream().noneMatch(line -> line.says() == Says.REFUSES || line.says() == Says.DENIES);
    return new Explanation(admitted, lines);
  }

  private Line line(Rule rule, boolean exempting) {
    try {
      Optional<Condition> missed =
          rule.when().stream().filter(c -> !c.holds(request, verdict.scratch)).findFirst();
      if (missed.isPresent()) {
        return line(rule, Says.NOTHING, "it is not " + missed.get().describe());
      }
      Counted counted = policy.named(rule.name());
      if (counted == null) {
        return line(rule, rule.effect() instanceof Rule.Deny ? Says.DENIES : Says.EXEMPTS, null);
      }
      if (exempting && verdict.exempt[List.of(policy.limits()).indexOf(counted)]) {
        return line(rule, Says.IS_EXEMPTED, null);
      }
      KeyHash hash = verdict.hash(counted);
      if (!counted.giveKey(request, verdict.scratch, hash.begin())) {
        return line(rule, Says.NOTHING, "a part of its key is missing");
      }
      KeyText text = new KeyText();
      counted.giveKey(request, verdict.scratch, text);
      return asked(counted, hash.finish(), counted.cost(request), text.toString());
    } catch (RuntimeException e) {
      return line(rule, rule.refusesOnFailure() ? Says.REFUSES : Says.NOTHING, "it failed: " + e);
    }
  }

  private static Line line(Rule rule, Says says, @Nullable String reason) {
    return new Line(rule.name(), says, reason, null, null, 0);
  }

  private Line asked(Counted counted, KeyHash key, long cost, String text) {
    String by = counted.algorithm().describe();
    if (shared == null || !counted.isShared()) {
      return here(counted, key, cost, told(counted, text, by));
    }
    Line together = shared.explain(counted, key, cost, verdict.ask, told(counted, text, by));
    if (together != null) {
      return together;
    }
    return switch (counted.limit().onFailure()) {
      case LOCAL ->
          here(
              counted,
              key,
              cost,
              told(counted, text, "shared counts do not answer; one node's share of " + by));
      case OPEN -> alone(counted, Says.ADMITS, text);
      case CLOSED -> alone(counted, counted.limit().shadow() ? Says.ADMITS : Says.REFUSES, text);
    };
  }

  private static Line alone(Counted counted, Says says, String text) {
    return new Line(
        counted.rule().name(),
        says,
        "shared counts do not answer",
        text,
        null,
        says == Says.REFUSES ? Verdict.FAILED_RETRY_NANOS : 0);
  }

  /** A line of an answer, as {@link Algorithm#ask} gives it, and of what is left. */
  private static BiFunction<Long, Long, Line> told(Counted counted, String text, String by) {
    return (answer, left) -> {
      boolean never = answer == Algorithm.NEVER;
      Says no = counted.limit().shadow() ? Says.WOULD_REFUSE : Says.REFUSES;
      return new Line(
          counted.rule().name(),
          answer >= 0 ? Says.ADMITS : no,
          never ? "it costs more than all of " + by : by,
          text,
          left,
          answer < 0 && !never ? -answer : 0);
    };
  }

  private Line here(Counted counted, KeyHash key, long cost, BiFunction<Long, Long, Line> told) {
    Segment segment = counted.counts().segment(key.first());
    Algorithm algorithm = counted.algorithm();
    segment.lock();
    try {
      long now = Math.max(ticker.nanos(), segment.latest());
      int at = segment.look(key.first(), key.second());
      return told.apply(
          algorithm.ask(segment.states(), at, now, cost),
          algorithm.left(segment.states(), at, now));
    } finally {
      segment.unlock();
    }
  }
}
