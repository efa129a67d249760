package io.millrace.diana.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every algorithm against its model: random limits, moments, bursts and costs. Asked is not only
 * whether a request is admitted, but when it would be, how much is left, and whether a state that
 * calls itself fresh may be thrown away.
 */
final class ModelTest {
  private static final int SEEDS = 150;
  private static final int STEPS = 120;
  private static final long SECOND = 1_000_000_000;

  /** Something before the states, so that an offset that is forgotten shows. */
  private static final int AT = 3;

  private record Pair(Algorithm real, Model model) {}

  private interface Maker {
    Pair make(long limit, long period, Random random);
  }

  @TestFactory
  Stream<DynamicTest> shouldDecideAsTheModelDoes() {
    return Stream.of(
        test(
            "fixed window",
            (limit, period, random) ->
                new Pair(new FixedWindow(limit, period), Model.fixedWindow(limit, period))),
        test(
            "sliding log",
            (limit, period, random) -> {
              long few = Math.min(limit, 50);
              return new Pair(new SlidingLog(few, period), Model.slidingLog(few, period));
            }),
        test(
            "sliding counter",
            (limit, period, random) ->
                new Pair(new SlidingCounter(limit, period), Model.slidingCounter(limit, period))),
        test(
            "token bucket",
            (limit, period, random) -> {
              long burst = 1L + random.nextInt(40);
              return new Pair(
                  new TokenBucket(limit, period, burst), Model.tokenBucket(limit, period, burst));
            }),
        test(
            "leaky bucket",
            (limit, period, random) -> {
              long capacity = 1L + random.nextInt(40);
              return new Pair(
                  new LeakyBucket(limit, period, capacity),
                  Model.leakyBucket(limit, period, capacity));
            }),
        test(
            "leaky queue",
            (limit, period, random) -> {
              long queue = random.nextInt(40);
              return new Pair(
                  new LeakyQueue(limit, period, queue),
                  Model.leakyBucket(limit, period, queue + 1));
            }));
  }

  private static DynamicTest test(String name, Maker maker) {
    return DynamicTest.dynamicTest(
        name, () -> IntStream.range(0, SEEDS).forEach(seed -> run(seed, maker)));
  }

  private static void run(int seed, Maker maker) {
    Random random = new Random(seed);
    long limit = seed % 3 == 0 ? 1 + random.nextInt(5) : 1 + random.nextInt(60);
    long period = random.nextBoolean() ? SECOND : 1_000_000L + random.nextInt(2_000_000_000);
    Pair pair = maker.make(limit, period, random);
    Algorithm real = pair.real();
    long[] state = new long[AT + real.words() + 1];
    Arrays.fill(state, 0, AT, 77);
    state[AT + real.words()] = 78;
    long now = Algorithm.EPOCH_NANOS + random.nextInt(Integer.MAX_VALUE);
    for (int step = 0; step < STEPS; step++) {
      now += pause(random, limit, period);
      if (real.isFresh(state, AT, now)) {
        Arrays.fill(state, AT, AT + real.words(), 0);
      }
      long cost = random.nextInt(4) > 0 ? 1 : random.nextInt(13);
      String where = real + ", seed " + seed + ", step " + step;
      check(real, pair.model(), state, now, cost, where);
      if (pair.model().admits(now, cost)) {
        real.take(state, AT, now, cost);
        pair.model().take(now, cost);
      }
      assertThat(state).as(where).startsWith(77, 77, 77).endsWith(78);
    }
  }

  /** Often none at all, often as long as a unit takes, sometimes windows. */
  private static long pause(Random random, long limit, long period) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> 0;
      case 2 -> period / limit;
      case 3 -> random.nextLong(2 * period / limit + 1);
      case 4 -> random.nextLong(period);
      default -> random.nextInt(4) == 0 ? random.nextLong(3 * period) : 1;
    };
  }

  private static void check(
      Algorithm real, Model model, long[] state, long now, long cost, String where) {
    long answer = real.ask(state, AT, now, cost);
    assertThat(answer >= 0).as(where).isEqualTo(model.admits(now, cost));
    if (answer < 0 && answer != Algorithm.NEVER) {
      assertThat(model.admits(now - answer, cost)).as(where + ": after the wait").isTrue();
      assertThat(model.admits(now - answer - 1, cost)).as(where + ": before").isFalse();
    }
    long left = real.left(state, AT, now);
    assertThat(left == 0 || model.admits(now, left)).as(where + ": left " + left).isTrue();
    assertThat(model.admits(now, left + 1)).as(where + ": left " + left + " and one").isFalse();
    long until = real.untilMore(state, AT, now);
    if (until > 0 && left < real.quota().limit()) {
      assertThat(real.left(state, AT, now + until)).as(where + ": more").isGreaterThan(left);
      assertThat(real.left(state, AT, now + until - 1)).as(where + ": yet").isEqualTo(left);
    }
  }

  /** What is taken back in the same moment was never there; later, it is never more than was. */
  @TestFactory
  Stream<DynamicTest> shouldNeverGiveBackTooMuch() {
    Maker window =
        (limit, period, random) ->
            new Pair(new FixedWindow(limit, period), Model.fixedWindow(limit, period));
    Maker log =
        (limit, period, random) -> {
          long few = Math.min(limit, 30);
          return new Pair(new SlidingLog(few, period), Model.slidingLog(few, period));
        };
    Maker counter =
        (limit, period, random) ->
            new Pair(new SlidingCounter(limit, period), Model.slidingCounter(limit, period));
    Maker bucket =
        (limit, period, random) ->
            new Pair(new TokenBucket(limit, period, 9), Model.tokenBucket(limit, period, 9));
    return Stream.of(
        takingBack("fixed window", window),
        takingBack("sliding log", log),
        takingBack("sliding counter", counter),
        takingBack("token bucket", bucket));
  }

  private static DynamicTest takingBack(String name, Maker maker) {
    return DynamicTest.dynamicTest(
        name, () -> IntStream.range(0, SEEDS).forEach(seed -> takeBack(seed, maker)));
  }

  private static void takeBack(int seed, Maker maker) {
    Random random = new Random(seed);
    long limit = 1L + random.nextInt(20);
    Pair pair = maker.make(limit, SECOND, random);
    Algorithm real = pair.real();
    long[] state = new long[AT + real.words()];
    long now = Algorithm.EPOCH_NANOS;
    long open = 0;
    long openCost = 0;
    for (int step = 0; step < STEPS; step++) {
      now += pause(random, limit, SECOND);
      long cost = random.nextInt(4);
      String where = real + ", seed " + seed + ", step " + step;
      if (open == 0 && real.ask(state, AT, now, cost) >= 0) {
        long[] before = state.clone();
        real.take(state, AT, now, cost);
        long[] twice = state.clone();
        real.untake(twice, AT, now, now, cost);
        assertThat(real.left(twice, AT, now)).as(where).isEqualTo(real.left(before, AT, now));
        open = now;
        openCost = cost;
      } else if (open > 0 && random.nextInt(3) == 0) {
        real.untake(state, AT, now, open, openCost);
        open = 0;
      } else if (real.ask(state, AT, now, cost) >= 0) {
        assertThat(pair.model().admits(now, cost)).as(where + " is too lax").isTrue();
        real.take(state, AT, now, cost);
        pair.model().take(now, cost);
      }
    }
  }
}
