package io.millrace.bench.diana;

import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.block.RuleConstant;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRule;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRuleManager;
import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.Verdict;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The limiters that are compared, each with a limit per key that is never reached: what is measured
 * is a yes. Those that know no keys get a map of limiters, as their users make one.
 */
enum Limiter {
  DIANA {
    @Override
    Limiter.Worker worker(int keys) {
      Diana diana = keys == 1 ? Shared.ONE_KEY : Shared.MANY_KEYS;
      Verdict verdict = diana.verdict();
      String[] asking = {""};
      Request request = Request.of(attribute -> asking[0]);
      return key -> {
        asking[0] = key;
        return diana.decide(request, verdict);
      };
    }
  },
  BUCKET4J {
    @Override
    Limiter.Worker worker(int keys) {
      return key -> Shared.of(Shared.BUCKETS, key, Shared::bucket).tryConsume(1);
    }
  },
  RESILIENCE4J {
    @Override
    Limiter.Worker worker(int keys) {
      return key -> Shared.of(Shared.RESILIENCE, key, Shared::resilience).acquirePermission();
    }
  },
  GUAVA {
    @Override
    Limiter.Worker worker(int keys) {
      return key ->
          Shared.of(Shared.GUAVA_LIMITERS, key, k -> RateLimiter.create(LIMIT)).tryAcquire();
    }
  },
  /** Of resources and not of keys: measured under one. */
  SENTINEL {
    @Override
    Limiter.Worker worker(int keys) {
      FlowRule rule = new FlowRule("resource");
      rule.setGrade(RuleConstant.FLOW_GRADE_QPS);
      rule.setCount(LIMIT);
      FlowRuleManager.loadRules(List.of(rule));
      return key -> {
        try {
          Entry entry = SphU.entry("resource");
          entry.exit();
          return true;
        } catch (BlockException e) {
          return false;
        }
      };
    }
  };

  /** One thread's door to a limiter. */
  interface Worker {
    boolean admit(String key);
  }

  private static final long LIMIT = 1_000_000_000;
  private static final long SECOND = 1_000_000_000;

  abstract Worker worker(int keys);

  private static final class Shared {
    static final Diana ONE_KEY = diana(new TokenBucket(LIMIT, SECOND, LIMIT));

    /** Tokens that come back slowly, so that a key's state is still there at its next request. */
    static final Diana MANY_KEYS = diana(new TokenBucket(1, 60 * SECOND, 5_000_000));

    static final Map<String, Bucket> BUCKETS = new ConcurrentHashMap<>();
    static final Map<String, io.github.resilience4j.ratelimiter.RateLimiter> RESILIENCE =
        new ConcurrentHashMap<>();
    static final Map<String, RateLimiter> GUAVA_LIMITERS = new ConcurrentHashMap<>();

    private Shared() {}

    private static Diana diana(TokenBucket bucket) {
      return new Diana(
          Policy.of(
              Rule.limit(
                  "per-account",
                  Limit.of(bucket, Keys.attribute("account")).withKeysMax(2_000_000))));
    }

    static <L> L of(Map<String, L> limiters, String key, Function<String, L> maker) {
      L limiter = limiters.get(key);
      return limiter == null ? limiters.computeIfAbsent(key, maker) : limiter;
    }

    static Bucket bucket(String key) {
      return Bucket.builder()
          .addLimit(limit -> limit.capacity(LIMIT).refillGreedy(LIMIT, Duration.ofSeconds(1)))
          .build();
    }

    static io.github.resilience4j.ratelimiter.RateLimiter resilience(String key) {
      return io.github.resilience4j.ratelimiter.RateLimiter.of(
          key,
          RateLimiterConfig.custom()
              .limitForPeriod((int) LIMIT)
              .limitRefreshPeriod(Duration.ofSeconds(1))
              .timeoutDuration(Duration.ZERO)
              .build());
    }
  }
}
