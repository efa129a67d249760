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
import io.millrace.diana.shared.SharedAsk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
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

  private static RedisProcess redis;
  private static StatefulRedisConnection<byte[], byte[]> connection;

  @BeforeAll
  static void start() {
    redis = new RedisProcess();
    connection = redis.connection();
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

  private static final Map<String, Function<Random, Algorithm>> MAKERS = makers();

  private static Map<String, Function<Random, Algorithm>> makers() {
    Map<String, Function<Random, Algorithm>> makers = new TreeMap<>();
    makers.put("window", r -> new FixedWindow(limit(r), period(r)));
    makers.put("counter", r -> new SlidingCounter(limit(r), period(r)));
    makers.put("log", r -> new SlidingLog(limit(r), period(r)));
    makers.put("bucket", r -> new TokenBucket(limit(r), period(r), limit(r)));
    makers.put("leaky bucket", r -> new LeakyBucket(limit(r), period(r), limit(r)));
    makers.put("queue", r -> new LeakyQueue(limit(r), period(r), limit(r)));
    // Longer than an hour: ticks of a millisecond.
    makers.put("long bucket", r -> new TokenBucket(limit(r), 7_200 * SECOND * MICRO, limit(r)));
    makers.put("long log", r -> new SlidingLog(limit(r), 7_200 * SECOND * MICRO));
    return makers;
  }

  @TestFactory
  Stream<DynamicTest> shouldCountAsTheAlgorithmsHereDo() {
    return MAKERS.entrySet().stream()
        .map(maker ->
            DynamicTest.dynamicTest(
                maker.getKey(),
                () -> {
                  for (int seed = 0; seed < SEEDS; seed++) {
                    Random random = new Random(seed);
                    run(
                        maker.getKey(),
                        seed,
                        random,
                        List.of(maker.getValue().apply(random)),
                        false);
                  }
                }));
  }

  /**
   * Redis's clock is set back, as that of a replica may be that takes over. For each key it stands
   * still where it was when something was last counted: a window in the latest window's beginning.
   */
  @TestFactory
  Stream<DynamicTest> shouldStandStillWhereItsClockGoesBack() {
    return MAKERS.entrySet().stream()
        .map(maker ->
            DynamicTest.dynamicTest(
                maker.getKey(),
                () -> {
                  for (int seed = 0; seed < SEEDS / 2; seed++) {
                    Random random = new Random(seed);
                    run(
                        "back/" + maker.getKey(),
                        seed,
                        random,
                        List.of(maker.getValue().apply(random)),
                        true);
                  }
                }));
  }

  /** Several limits in one call, shadows among them: all or none. */
  @Test
  void shouldCountUnderSeveralLimitsOrNone() {
    List<Function<Random, Algorithm>> makers = List.copyOf(MAKERS.values());
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<Algorithm> limits = new ArrayList<>();
      for (int limit = 2 + random.nextInt(4); limit > 0; limit--) {
        limits.add(makers.get(random.nextInt(makers.size())).apply(random));
      }
      run("several", seed, random, limits, seed % 2 == 1);
    }
  }

  private static long limit(Random random) {
    return 1L + random.nextInt(20);
  }

  private static long period(Random random) {
    return (random.nextBoolean() ? SECOND : 1_000L + random.nextInt(3_000_000)) * MICRO;
  }

  /** One limit beside its like in this process. */
  private static final class Beside {
    private final Algorithm here;
    private final Form form;
    private final long tick;
    private final long[] state;
    private final String name;
    private final byte[] key;
    private final boolean shadow;

    /** Where the clock stands still if it is set back. */
    private long standsAt;

    Beside(Algorithm here, String key, boolean shadow) {
      this.here = here;
      this.form = Objects.requireNonNull(Form.of(here));
      this.tick = form.nanos(1);
      this.state = new long[here.words()];
      this.name = key;
      this.key = key.getBytes(StandardCharsets.UTF_8);
      this.shadow = shadow;
    }

    long now(long micros) {
      return Math.max(standsAt, micros * MICRO / tick * tick);
    }

    /** It was written; what is written says when. */
    void counted(long now) {
      boolean inWindows = form.kind() == Form.Kind.WINDOW || form.kind() == Form.Kind.COUNTER;
      standsAt = inWindows ? now - now % form.nanos(form.periodTicks()) : now;
    }

    long ask(long now, long cost, long debt) {
      long owed = Math.min(debt, here.left(state, 0, now));
      if (owed > 0) {
        here.take(state, 0, now, owed);
      }
      if (owed > 0 || (debt > 0 && form.kind() != Form.Kind.LOG)) {
        counted(now);
      }
      return here.ask(state, 0, now, cost);
    }
  }

  private static void run(
      String name, int seed, Random random, List<Algorithm> limits, boolean clockGoesBack) {
    List<Beside> all = new ArrayList<>();
    for (Algorithm limit : limits) {
      boolean shadow = limits.size() > 1 && random.nextInt(4) == 0;
      all.add(new Beside(limit, name + seed + "/" + all.size(), shadow));
    }
    byte[][] keys = all.stream().map(each -> each.key).toArray(byte[][]::new);
    Form[] forms = all.stream().map(each -> each.form).toArray(Form[]::new);
    String digest = connection.sync().scriptLoad(script());
    SharedAsk ask = new SharedAsk();
    long micros = 1_900_000_000L * SECOND;
    for (int step = 0; step < STEPS; step++) {
      Beside paces = all.get(random.nextInt(all.size()));
      micros +=
          pause(random, paces.here.quota().limit(), paces.form.periodTicks()) * paces.form.scale();
      if (clockGoesBack && random.nextInt(6) == 0) {
        micros -= random.nextLong(3 * paces.form.periodTicks()) * paces.form.scale();
      }
      ask.begin(all.size());
      long[] said = new long[all.size()];
      boolean admitted = true;
      for (int limit = 0; limit < said.length; limit++) {
        Beside each = all.get(limit);
        long cost = random.nextInt(4) > 0 ? 1 : random.nextInt(7);
        long debt = random.nextInt(8) == 0 ? random.nextInt(4) : 0;
        ask.add(name, each.here, 0, 0, cost, debt, each.shadow);
        said[limit] = each.ask(each.now(micros), cost, debt);
        admitted &= said[limit] >= 0 || each.shadow;
      }
      Question question = new Question(ask, keys, forms);
      byte[] answer =
          connection
              .sync()
              .evalsha(
                  digest,
                  ScriptOutputType.VALUE,
                  keys,
                  question.records(),
                  bytes(micros / SECOND),
                  bytes(micros % SECOND));
      assertThat(answer).hasSize(forms.length * Question.ANSWER_BYTES);
      question.answered(answer, 0);
      assertThat(question.await(ask, SECOND)).isTrue();
      for (int limit = 0; limit < said.length; limit++) {
        Beside each = all.get(limit);
        long now = each.now(micros);
        if (admitted && said[limit] >= 0 && ask.cost(limit) > 0) {
          each.here.take(each.state, 0, now, ask.cost(limit));
          each.counted(now);
        }
        String where = each.here + ", seed " + seed + ", step " + step;
        assertThat(ask.answer(limit))
            .as(where + ": said")
            .isEqualTo(inTicks(said[limit], each.tick));
        assertThat(ask.left(limit))
            .as(where + ": left")
            .isEqualTo(each.here.left(each.state, 0, now));
        assertThat(ask.untilMore(limit))
            .as(where + ": until")
            .isEqualTo(inTicks(each.here.untilMore(each.state, 0, now), each.tick));
        connection.sync().persist(each.key); // by the machine's clock, which is not this one
      }
    }
  }

  /** Requests that go together, under the same key: each sees what those before it took. */
  @TestFactory
  Stream<DynamicTest> shouldCountThoseWhoGoTogetherOneAfterTheOther() {
    return MAKERS.entrySet().stream()
        .map(maker ->
            DynamicTest.dynamicTest(
                maker.getKey(),
                () -> {
                  for (int seed = 0; seed < SEEDS; seed++) {
                    together(maker.getKey(), seed, maker.getValue().apply(new Random(seed)));
                  }
                }));
  }

  private static void together(String name, int seed, Algorithm limit) {
    Beside one = new Beside(limit, "together/" + name + seed, false);
    Beside other = new Beside(new FixedWindow(7, SECOND * MICRO), one.name + "/other", false);
    Random random = new Random(seed);
    long micros = 1_900_000_000L * SECOND;
    List<Question> questions = new ArrayList<>();
    List<SharedAsk> asks = new ArrayList<>();
    List<long[]> said = new ArrayList<>();
    for (int request = 0; request < 12; request++) {
      boolean both = random.nextBoolean();
      SharedAsk ask = new SharedAsk();
      ask.begin(2);
      ask.add(name, one.here, 0, 0, random.nextInt(4), 0, false);
      long first = one.ask(one.now(micros), ask.cost(0), 0);
      long second = both ? other.ask(other.now(micros), 2, 0) : 0;
      if (both) {
        ask.add("other", other.here, 0, 0, 2, 0, false);
      }
      if (first >= 0 && second >= 0) {
        one.here.take(one.state, 0, one.now(micros), ask.cost(0));
        if (both) {
          other.here.take(other.state, 0, other.now(micros), 2);
        }
      }
      questions.add(
          both
              ? new Question(
                  ask, new byte[][] {one.key, other.key}, new Form[] {one.form, other.form})
              : new Question(ask, new byte[][] {one.key}, new Form[] {one.form}));
      asks.add(ask);
      said.add(new long[] {first, second});
    }
    Call call = new Call(questions);
    String digest = connection.sync().scriptLoad(script());
    byte[] answers =
        connection
            .sync()
            .evalsha(
                digest,
                ScriptOutputType.VALUE,
                call.keys(),
                call.records(),
                bytes(micros / SECOND),
                bytes(micros % SECOND));
    call.ended(answers);
    for (int request = 0; request < questions.size(); request++) {
      SharedAsk ask = asks.get(request);
      String where = limit + ", seed " + seed + ", request " + request;
      assertThat(questions.get(request).await(ask, SECOND)).isTrue();
      for (int each = 0; each < ask.size(); each++) {
        Beside beside = each == 0 ? one : other;
        assertThat(ask.answer(each))
            .as(where + ", limit " + each)
            .isEqualTo(inTicks(said.get(request)[each], beside.tick));
      }
    }
  }

  private static byte[] bytes(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  /** Waits are rounded up to whole ticks. */
  private static long inTicks(long nanos, long tick) {
    if (nanos == Algorithm.NEVER) {
      return nanos;
    }
    return (nanos >= 0 ? (nanos + tick - 1) / tick : -((-nanos + tick - 1) / tick)) * tick;
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
