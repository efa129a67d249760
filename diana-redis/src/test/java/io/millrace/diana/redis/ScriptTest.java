package io.millrace.diana.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.LeakyBucket;
import io.millrace.diana.algorithm.LeakyQueue;
import io.millrace.diana.algorithm.SlidingCounter;
import io.millrace.diana.algorithm.SlidingLog;
import io.millrace.diana.algorithm.TokenBucket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The script in a real Redis beside the algorithms in this process, which have been held against
 * their models: random limits, moments, bursts, costs and debts, microsecond by microsecond. The
 * script is changed only in where it reads the clock and when keys expire.
 */
final class ScriptTest {
  private static final int SEEDS = 25;
  private static final int STEPS = 60;
  private static final long MICRO = 1_000;
  private static final long SECOND = 1_000_000;
  private static final long NEVER = -(1L << 53);

  private static RedisProcess redis;
  private static StatefulRedisConnection<String, String> connection;

  @BeforeAll
  static void start() {
    redis = new RedisProcess();
    connection = redis.plain();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private static String script() {
    try (InputStream in = RedisCounts.class.getResourceAsStream("count.lua")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      String turned = text.replace("redis.call('TIME')", "{ARGV[#ARGV - 1], ARGV[#ARGV]}");
      assertThat(turned).isNotEqualTo(text);
      return turned;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldCountAsTheAlgorithmsHereDo() {
    return Stream.of(
        test("window", r -> new FixedWindow(limit(r), period(r))),
        test("counter", r -> new SlidingCounter(limit(r), period(r))),
        test("log", r -> new SlidingLog(limit(r), period(r))),
        test("bucket", r -> new TokenBucket(limit(r), period(r), limit(r))),
        test("leaky bucket", r -> new LeakyBucket(limit(r), period(r), limit(r))),
        test("queue", r -> new LeakyQueue(limit(r), period(r), limit(r))),
        // Longer than an hour: ticks of a millisecond.
        test("long bucket", r -> new TokenBucket(limit(r), 7_200 * SECOND * MICRO, limit(r))));
  }

  private static long limit(Random random) {
    return 1L + random.nextInt(20);
  }

  private static long period(Random random) {
    return (random.nextBoolean() ? SECOND : 1_000L + random.nextInt(3_000_000)) * MICRO;
  }

  private static DynamicTest test(String name, Function<Random, Algorithm> maker) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          for (int seed = 0; seed < SEEDS; seed++) {
            run(name, new Random(seed), seed, maker);
          }
        });
  }

  private static void run(String name, Random random, int seed, Function<Random, Algorithm> maker) {
    Algorithm here = maker.apply(random);
    Form form = Objects.requireNonNull(Form.of(here));
    long tick = form.nanos(1);
    long[] state = new long[here.words()];
    String sha = connection.sync().scriptLoad(script());
    String key = name + seed;
    long start = 1_900_000_000L * SECOND;
    long micros = start;
    for (int step = 0; step < STEPS; step++) {
      micros += pause(random, here.quota().limit(), form.periodTicks()) * form.scale();
      long now = micros * MICRO / tick * tick;
      long cost = random.nextInt(4) > 0 ? 1 : 1 + random.nextInt(6);
      long debt = random.nextInt(8) == 0 ? random.nextInt(4) : 0;
      String where = here + ", seed " + seed + ", step " + step;
      List<Long> answer =
          connection
              .sync()
              .evalsha(
                  sha,
                  ScriptOutputType.MULTI,
                  new String[] {key},
                  form.kind(),
                  "" + form.limit(),
                  "" + form.periodTicks(),
                  "" + form.bound(),
                  "" + cost,
                  "" + debt,
                  "0",
                  "" + form.scale(),
                  "" + micros / SECOND,
                  "" + micros % SECOND);
      long owed = Math.min(debt, here.left(state, 0, now));
      if (owed > 0) {
        here.take(state, 0, now, owed);
      }
      long said = here.ask(state, 0, now, cost);
      if (said >= 0) {
        here.take(state, 0, now, cost);
      }
      assertThat(answer.get(0)).as(where + ": said").isEqualTo(inTicks(said, tick));
      assertThat(answer.get(1)).as(where + ": left").isEqualTo(here.left(state, 0, now));
      assertThat(answer.get(2))
          .as(where + ": until")
          .isEqualTo(inTicks(here.untilMore(state, 0, now), tick));
      connection.sync().persist(key); // lists expire on their own
    }
  }

  /** Waits are rounded up to whole ticks. */
  private static long inTicks(long nanos, long tick) {
    if (nanos == Algorithm.NEVER) {
      return NEVER;
    }
    return nanos >= 0 ? (nanos + tick - 1) / tick : -((-nanos + tick - 1) / tick);
  }

  private static long pause(Random random, long limit, long periodTicks) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> 0;
      case 2 -> periodTicks / limit;
      case 3 -> random.nextLong(2 * periodTicks / limit + 1);
      case 4 -> random.nextLong(periodTicks);
      default -> random.nextInt(4) == 0 ? random.nextLong(3 * periodTicks) : 1;
    };
  }
}
