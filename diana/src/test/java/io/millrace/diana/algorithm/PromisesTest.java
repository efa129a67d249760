package io.millrace.diana.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The sentences of the algorithms' pages, one by one. */
final class PromisesTest {
  private static final long SECOND = 1_000_000_000;
  private static final long START = Algorithm.EPOCH_NANOS / SECOND * SECOND;

  private static long admittedAtOnce(Algorithm algorithm, long[] state, long now) {
    long admitted = 0;
    while (algorithm.ask(state, 0, now, 1) >= 0) {
      algorithm.take(state, 0, now, 1);
      admitted++;
    }
    return admitted;
  }

  @Test
  void shouldAdmitTwiceTheLimitAcrossFixedWindows() {
    FixedWindow window = new FixedWindow(10, SECOND);
    long[] state = new long[window.words()];
    long before = admittedAtOnce(window, state, START + SECOND - 1);
    long after = admittedAtOnce(window, state, START + SECOND);
    assertThat(before + after).isEqualTo(20);
  }

  @Test
  void shouldAdmitNearlyTwiceTheLimitWhenTheCounterIsSurprised() {
    SlidingCounter counter = new SlidingCounter(100, SECOND);
    long[] state = new long[counter.words()];
    long before = admittedAtOnce(counter, state, START + SECOND - 1);
    long after = admittedAtOnce(counter, state, START + 2 * SECOND - 2);
    assertThat(before + after).isEqualTo(199);
  }

  @Test
  void shouldAdmitTheBurstAndThenTheRate() {
    TokenBucket bucket = new TokenBucket(3, SECOND, 5);
    long[] state = new long[bucket.words()];
    long admitted = 0;
    for (long now = START; now <= START + 10 * SECOND; now += SECOND / 3 + 1) {
      admitted += admittedAtOnce(bucket, state, now);
    }
    assertThat(admitted).isEqualTo(5 + 29);
  }

  /** A third of a nanosecond is lost at each of three million units, or it is not. */
  @Test
  void shouldLoseNothingToRounding() {
    TokenBucket bucket = new TokenBucket(3, 1_000_000, 3_000_000);
    long[] state = new long[bucket.words()];
    for (int unit = 0; unit < 3_000_000; unit++) {
      bucket.take(state, 0, START, 1);
    }
    assertThat(bucket.drainNanos(state, 0, START)).isEqualTo(1_000_000L * 1_000_000);
  }

  @Test
  void shouldLetRequestsLeaveEvenlyAndRefuseWhenTheQueueIsFull() {
    LeakyQueue queue = new LeakyQueue(10, SECOND, 4);
    long[] state = new long[queue.words()];
    List<Long> waits = new ArrayList<>();
    long answer = queue.ask(state, 0, START, 1);
    while (answer >= 0) {
      waits.add(answer);
      queue.take(state, 0, START, 1);
      answer = queue.ask(state, 0, START, 1);
    }
    long unit = SECOND / 10;
    assertThat(waits).containsExactly(0L, unit, 2 * unit, 3 * unit, 4 * unit);
    assertThat(-answer).isEqualTo(unit);
  }

  @Test
  void shouldKeepDepartureApartHoweverTheyCome() {
    Random random = new Random(5);
    LeakyQueue queue = new LeakyQueue(7, SECOND, 20);
    long[] state = new long[queue.words()];
    long now = START;
    long last = 0;
    long lastCost = 0;
    for (int step = 0; step < 20_000; step++) {
      now += random.nextInt(4) == 0 ? random.nextLong(SECOND) : 0;
      long cost = 1L + random.nextInt(3);
      long wait = queue.ask(state, 0, now, cost);
      if (wait >= 0) {
        queue.take(state, 0, now, cost);
        // Waits are rounded up, so two neighbours may be one nanosecond closer.
        assertThat(now + wait - last).isGreaterThanOrEqualTo(lastCost * SECOND / 7 - 1);
        assertThat(wait).isLessThanOrEqualTo(20 * SECOND / 7 + 1);
        last = now + wait;
        lastCost = cost;
      }
    }
  }

  @Test
  void shouldHoldNoMoreThanTheLimitInFlight() {
    Random random = new Random(6);
    Concurrency limit = new Concurrency(10);
    long[] state = new long[limit.words()];
    List<Long> inFlight = new ArrayList<>();
    for (int step = 0; step < 10_000; step++) {
      long cost = 1L + random.nextInt(4);
      long sum = inFlight.stream().mapToLong(Long::longValue).sum();
      boolean admits = limit.ask(state, 0, START, cost) >= 0;
      assertThat(admits).isEqualTo(sum + cost <= 10);
      if (admits) {
        limit.take(state, 0, START, cost);
        inFlight.add(cost);
      }
      if (!inFlight.isEmpty() && random.nextBoolean()) {
        limit.giveBack(state, 0, START, inFlight.remove(0), 1, false);
      }
      assertThat(limit.isFresh(state, 0, START)).isEqualTo(inFlight.isEmpty());
    }
  }

  /** A machine that serves 20 at a time well and is slow beyond: the limit settles around it. */
  @Test
  void shouldFindTheHeightThatTheMachineBehindCanBear() {
    AdaptiveConcurrency limit = new AdaptiveConcurrency(2, 200, SECOND / 10);
    long[] state = new long[limit.words()];
    long now = START;
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int round = 0; round < 2_000; round++) {
      long inFlight = admittedAtOnce(limit, state, now);
      assertThat(inFlight).isEqualTo(limit.limit(state, 0, now)).isBetween(2L, 200L);
      long took = inFlight > 20 ? SECOND / 5 : SECOND / 50;
      now += took;
      for (long request = 0; request < inFlight; request++) {
        limit.giveBack(state, 0, now, 1, took, false);
      }
      if (round > 500) {
        least = Math.min(least, inFlight);
        most = Math.max(most, inFlight);
      }
    }
    assertThat(least).isBetween(15L, 20L);
    assertThat(most).isBetween(20L, 22L);
  }

  @Test
  void shouldCutOnceForFailuresOfTheSameMoment() {
    AdaptiveConcurrency limit = new AdaptiveConcurrency(1, 100, SECOND);
    long[] state = new long[limit.words()];
    limit.take(state, 0, START, 1);
    state[1] = 100_000; // learnt: 100
    for (int failure = 0; failure < 50; failure++) {
      limit.giveBack(state, 0, START, 1, 1, true);
    }
    assertThat(limit.limit(state, 0, START)).isEqualTo(90);
  }

  @Test
  void shouldRefuseForEverWhatCostsMoreThanTheLimit() {
    for (Algorithm algorithm :
        List.of(
            new FixedWindow(5, SECOND),
            new SlidingLog(5, SECOND),
            new SlidingCounter(5, SECOND),
            new TokenBucket(100, SECOND, 5),
            new LeakyBucket(100, SECOND, 5),
            new LeakyQueue(100, SECOND, 4),
            new Concurrency(5),
            new AdaptiveConcurrency(1, 5, SECOND))) {
      long[] state = new long[algorithm.words()];
      assertThat(algorithm.ask(state, 0, START, 6)).as("%s", algorithm).isEqualTo(Algorithm.NEVER);
      assertThat(algorithm.isFresh(state, 0, START)).as("%s", algorithm).isTrue();
    }
  }

  @Test
  void shouldAdmitWhatCostsNothingWhenAllIsUsed() {
    for (Algorithm algorithm :
        List.of(
            new FixedWindow(5, SECOND),
            new SlidingLog(5, SECOND),
            new SlidingCounter(5, SECOND),
            new TokenBucket(100, SECOND, 5),
            new LeakyBucket(100, SECOND, 5),
            new LeakyQueue(100, SECOND, 4),
            new Concurrency(5),
            new AdaptiveConcurrency(5, 5, SECOND))) {
      long[] state = new long[algorithm.words()];
      assertThat(admittedAtOnce(algorithm, state, START)).as("%s", algorithm).isEqualTo(5);
      assertThat(algorithm.ask(state, 0, START, 0)).as("%s", algorithm).isNotNegative();
    }
  }

  /** The largest settings there are must not overflow. */
  @Test
  void shouldCountTheLargestLimitsOverTheLongestTimes() {
    long most = Algorithm.LIMIT_MAX;
    for (Algorithm algorithm :
        List.of(
            new FixedWindow(most, Algorithm.PERIOD_NANOS_MAX),
            new SlidingCounter(most, Algorithm.PERIOD_NANOS_MAX),
            new TokenBucket(most, Algorithm.PERIOD_NANOS_MAX, most),
            new TokenBucket(1, Algorithm.PERIOD_NANOS_MAX, 10))) {
      long[] state = new long[algorithm.words()];
      long now = Algorithm.EPOCH_NANOS + Algorithm.PERIOD_NANOS_MAX / 3;
      long left = algorithm.left(state, 0, now);
      assertThat(left).isEqualTo(algorithm.quota().limit());
      algorithm.take(state, 0, now, left);
      assertThat(algorithm.ask(state, 0, now, 1)).isNegative();
      assertThat(algorithm.left(state, 0, now)).isZero();
      assertThat(algorithm.untilMore(state, 0, now)).isPositive();
    }
  }

  @Test
  void shouldShareWithoutExceedingTheLimit() {
    for (int parts = 1; parts <= 12; parts++) {
      assertThat(new FixedWindow(10, SECOND).share(parts).limit())
          .isEqualTo(Math.max(1, 10 / parts));
      TokenBucket bucket = new TokenBucket(10, SECOND, 10).share(parts);
      double rate = (double) bucket.limit() * SECOND / bucket.periodNanos();
      assertThat(rate * parts).isLessThanOrEqualTo(10.0001).isGreaterThan(5);
    }
  }

  @Test
  void shouldRefuseSettingsThatMakeNoSense() {
    assertThatThrownBy(() -> new FixedWindow(0, SECOND)).hasMessageContaining("limit is 0");
    assertThatThrownBy(() -> new FixedWindow(1, 10))
        .hasMessage("a period is PT0.00000001S, but must be from PT0.001S to PT8784H");
    assertThatThrownBy(() -> new SlidingLog(100_000, SECOND)).hasMessageContaining("limit");
    assertThatThrownBy(() -> new TokenBucket(1, Algorithm.PERIOD_NANOS_MAX, 1_000_000))
        .hasMessageContaining("years");
  }

  @Test
  void shouldTakePeriodsAsDurations() {
    assertThat(new TokenBucket(7, Duration.ofMillis(250), 9).describe())
        .isEqualTo(new TokenBucket(7, SECOND / 4, 9).describe());
    for (Duration none :
        List.of(
            Duration.ZERO,
            Duration.ofSeconds(-1),
            Duration.ofDays(400),
            Duration.ofDays(1L << 40))) {
      assertThatThrownBy(() -> new SlidingCounter(1, none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a period is " + none);
    }
  }
}
