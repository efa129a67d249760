package io.millrace.diana.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.Verdict;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.LeakyBucket;
import io.millrace.diana.algorithm.LeakyQueue;
import io.millrace.diana.algorithm.SlidingLog;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RateLimitFieldsTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final long DAY = 86_400 * SECOND;

  private static Arguments row(Algorithm algorithm, int asked, String policy, String limit) {
    return Arguments.of(algorithm, asked, "\"a\";" + policy, "\"a\";" + limit);
  }

  static Stream<Arguments> rows() {
    return Stream.of(
        row(new TokenBucket(10_000, SECOND, 20_000), 1, "q=20000;w=2", "r=19999"),
        row(new TokenBucket(10_000, SECOND, 20), 1, "q=10000;w=1;diana-burst=20", "r=19"),
        row(new TokenBucket(10_000, SECOND, 20), 20, "q=10000;w=1;diana-burst=20", "r=0;t=1"),
        row(new TokenBucket(3, SECOND, 10), 1, "q=12;w=4;diana-burst=10", "r=9"),
        row(new TokenBucket(1, DAY, 1), 1, "q=1;w=86400", "r=0;t=86400"),
        row(new TokenBucket(1, 10 * SECOND, 3), 1, "q=3;w=30", "r=2;t=10"),
        row(
            new TokenBucket(Algorithm.LIMIT_MAX, MILLI, Algorithm.LIMIT_MAX),
            0,
            "q=1000000000000;w=1;diana-burst=1000000000",
            "r=1000000000"),
        row(
            new FixedWindow(Algorithm.LIMIT_MAX, Algorithm.PERIOD_NANOS_MAX - 1),
            0,
            "q=1000000000;w=31622400",
            "r=1000000000"),
        row(new LeakyBucket(100, SECOND, 5), 1, "q=100;w=1;diana-burst=5", "r=4"),
        row(new LeakyQueue(100, SECOND, 4), 1, "q=100;w=1;diana-burst=5", "r=4"),
        row(new FixedWindow(10, 100 * MILLI), 1, "q=100;w=1;diana-burst=10", "r=9"),
        row(new SlidingLog(3, 1_500 * MILLI), 1, "q=4;w=2;diana-burst=3", "r=2;t=2"),
        row(new FixedWindow(10, 60 * SECOND), 1, "q=10;w=60", "r=9;t=60"));
  }

  /** By a clock that stands still, at the beginning of a window. */
  @ParameterizedTest
  @MethodSource("rows")
  void shouldTellWhatClientsMayDo(Algorithm algorithm, int asked, String policy, String limit) {
    Diana diana = new Diana(Policy.of(Rule.limit("a", Limit.of(algorithm))), () -> 0);
    Verdict verdict = diana.decide(costing(asked));
    assertThat(RateLimitFields.policy(verdict)).isEqualTo(policy);
    assertThat(RateLimitFields.limit(verdict)).isEqualTo(limit);
  }

  private static Request costing(long cost) {
    return new Request() {
      @Override
      public String method() {
        return "GET";
      }

      @Override
      public String path() {
        return "/";
      }

      @Override
      public @Nullable String address() {
        return null;
      }

      @Override
      public @Nullable String header(String name) {
        return null;
      }

      @Override
      public @Nullable String attribute(String name) {
        return null;
      }

      @Override
      public long cost() {
        return cost;
      }
    };
  }
}
