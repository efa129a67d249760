package io.millrace.diana.config;

import io.millrace.diana.Request;
import io.millrace.diana.algorithm.AdaptiveConcurrency;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.Concurrency;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.LeakyBucket;
import io.millrace.diana.algorithm.LeakyQueue;
import io.millrace.diana.algorithm.SlidingCounter;
import io.millrace.diana.algorithm.SlidingLog;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.AddressBlock;
import io.millrace.diana.rule.Condition;
import io.millrace.diana.rule.Conditions;
import io.millrace.diana.rule.Key;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Route;
import io.millrace.diana.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What files can name without plug-ins. */
final class BuiltIn {
  private static final Duration PERIOD_MIN = Duration.ofNanos(Algorithm.PERIOD_NANOS_MIN);
  private static final Duration PERIOD_MAX = Duration.ofNanos(Algorithm.PERIOD_NANOS_MAX);

  /** Brackets and zones are read where requests come from; here they would say nothing. */
  private static final Pattern BLOCK = Pattern.compile("[0-9A-Fa-f:.]+(/[0-9]{1,3})?");

  private BuiltIn() {}

  static List<AlgorithmKind> algorithms() {
    return List.of(
        algorithm("fixed-window", s -> new FixedWindow(limit(s), period(s))),
        algorithm(
            "sliding-log",
            s -> new SlidingLog(s.number("limit", 1, SlidingLog.LOG_LIMIT_MAX), period(s))),
        algorithm("sliding-counter", s -> new SlidingCounter(limit(s), period(s))),
        algorithm("token-bucket", s -> new TokenBucket(limit(s), period(s), amount(s, "burst"))),
        algorithm("leaky-bucket", s -> new LeakyBucket(limit(s), period(s), amount(s, "capacity"))),
        algorithm(
            "leaky-queue",
            s ->
                new LeakyQueue(limit(s), period(s), s.number("queue", 0, Algorithm.LIMIT_MAX - 1))),
        algorithm("concurrency", s -> new Concurrency(limit(s))),
        algorithm(
            "adaptive-concurrency",
            s -> new AdaptiveConcurrency(amount(s, "least"), amount(s, "most"), nanos(s, "slow"))));
  }

  private static long limit(Settings settings) {
    return amount(settings, "limit");
  }

  private static long amount(Settings settings, String name) {
    return settings.number(name, 1, Algorithm.LIMIT_MAX);
  }

  private static long period(Settings settings) {
    return nanos(settings, "period");
  }

  private static long nanos(Settings settings, String name) {
    Duration duration = settings.duration(name);
    if (duration.compareTo(PERIOD_MIN) < 0 || duration.compareTo(PERIOD_MAX) > 0) {
      throw settings.refuse(name, "must be from 1ms to 366d");
    }
    return duration.toNanos();
  }

  static List<KeyKind> keys() {
    return List.of(
        alone(Request.ACCOUNT, Keys.attribute(Request.ACCOUNT)),
        alone(Request.DEVICE, Keys.attribute(Request.DEVICE)),
        alone(Request.TENANT, Keys.attribute(Request.TENANT)),
        withValue("attribute", s -> Keys.attribute(s.text())),
        withValue("header", s -> Keys.header(s.text())),
        withValue("resource", s -> Keys.resource(s.each(Route::of))),
        key("address", BuiltIn::address));
  }

  private static KeyKind alone(String name, Key key) {
    return key(
        name,
        s -> {
          if (!s.saysNothing()) {
            throw s.refuse("takes no value");
          }
          return key;
        });
  }

  private static KeyKind withValue(String name, Function<Settings, Key> maker) {
    return key(
        name,
        s -> {
          if (s.saysNothing()) {
            throw s.refuse("needs a value: {" + name + ": …}");
          }
          return maker.apply(s);
        });
  }

  private static Key address(Settings settings) {
    return settings.saysNothing()
        ? Keys.address()
        : Keys.address(
            (int) settings.number("v4", 0, 32, Keys.V4_BITS),
            (int) settings.number("v6", 0, 128, Keys.V6_BITS));
  }

  static List<ConditionKind> conditions() {
    return List.of(
        condition("resource", s -> Conditions.routes(s.each(Route::of))),
        condition("address", s -> Conditions.addresses(s.each(BuiltIn::block))),
        condition("not-address", s -> Conditions.not(Conditions.addresses(s.each(BuiltIn::block)))),
        condition("not-resource", s -> Conditions.not(Conditions.routes(s.each(Route::of)))),
        condition(Request.ACCOUNT, s -> Conditions.attribute(Request.ACCOUNT, s.texts())),
        condition(Request.DEVICE, s -> Conditions.attribute(Request.DEVICE, s.texts())),
        condition(Request.TENANT, s -> Conditions.attribute(Request.TENANT, s.texts())),
        condition("attribute", s -> named(s, Conditions::attribute)),
        condition("header", s -> named(s, Conditions::header)));
  }

  private interface Named {
    Condition of(String name, List<String> values);
  }

  private static Condition named(Settings settings, Named maker) {
    if (settings.names().isEmpty()) {
      throw settings.refuse("is empty");
    }
    List<Condition> all = new ArrayList<>();
    for (String name : settings.names()) {
      all.add(maker.of(name, settings.texts(name)));
    }
    return Conditions.all(all);
  }

  private static AddressBlock block(String text) {
    if (!BLOCK.matcher(text).matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is no address");
    }
    return AddressBlock.of(text);
  }

  static List<RuleKind> rules() {
    return List.of(
        rule("limit", BuiltIn::limitRule),
        rule(
            "deny",
            (s, kinds) ->
                s.at(
                    "on-failure",
                    () ->
                        new Rule.Deny(
                            s.oneOf("status", List.of(403, 429, 503), 403),
                            s.oneOf("on-failure", Rule.OnFailure.class, Rule.OnFailure.OPEN)))),
        rule(
            "exempt",
            (s, kinds) -> new Rule.Exempt(s.has("from") ? Set.copyOf(s.texts("from")) : Set.of())));
  }

  private static Rule.Effect limitRule(Settings settings, Kinds kinds) {
    Algorithm algorithm = kinds.algorithm(settings, "algorithm");
    Rule.Limit plain =
        new Rule.Limit(
            kinds.keys(settings, "by"),
            settings.oneOf("missing", Rule.Missing.class, Rule.Missing.SKIP),
            algorithm,
            settings.number("cost", 0, Algorithm.COST_MAX, 1),
            settings.oneOf("counting", Rule.Counting.class, Rule.Counting.LOCAL),
            settings.oneOf("on-failure", Rule.OnFailure.class, Rule.OnFailure.LOCAL),
            settings.flag("shadow", false),
            settings.oneOf("status", List.of(429, 503), 429),
            Rule.Limit.keys(algorithm),
            0);
    long keys = settings.number("keys", 1, Integer.MAX_VALUE, plain.keysMax());
    Rule.Limit roomy = settings.at("keys", () -> plain.withKeysMax((int) keys));
    long lease = settings.number("lease", 0, Algorithm.LIMIT_MAX, 0);
    return settings.at("lease", () -> roomy.leased(lease));
  }

  private static AlgorithmKind algorithm(String name, Function<Settings, Algorithm> maker) {
    return new AlgorithmKind() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Algorithm make(Settings settings) {
        return maker.apply(settings);
      }
    };
  }

  private static KeyKind key(String name, Function<Settings, Key> maker) {
    return new KeyKind() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Key make(Settings settings) {
        return maker.apply(settings);
      }
    };
  }

  private static ConditionKind condition(String name, Function<Settings, Condition> maker) {
    return new ConditionKind() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Condition make(Settings settings) {
        return maker.apply(settings);
      }
    };
  }

  private interface RuleMaker {
    Rule.Effect make(Settings settings, Kinds kinds);
  }

  private static RuleKind rule(String name, RuleMaker maker) {
    return new RuleKind() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Rule.Effect make(Settings settings, Kinds kinds) {
        return maker.make(settings, kinds);
      }
    };
  }
}
