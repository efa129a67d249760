package io.millrace.diana;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.Concurrency;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.SlidingCounter;
import io.millrace.diana.algorithm.SlidingLog;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What keys cost, and what somebody wins who makes up many of them: nothing. */
final class MemoryTest {
  private static final long SECOND = 1_000_000_000;
  private static final int ROOM = 500;

  private final HandClock clock = new HandClock();

  private Diana diana(Algorithm algorithm, int room) {
    return new Diana(
        Policy.of(
            Rule.limit(
                "r", Limit.of(algorithm, Keys.attribute(Request.ACCOUNT)).withKeysMax(room))),
        clock);
  }

  /**
   * The attacker uses up his limit, sprays ten times as many keys as there is room for, and tries
   * again.
   */
  @Test
  void shouldNotFreeAnAttackersKeyWhenHeSpraysOthers() {
    Diana diana = diana(new TokenBucket(1, 100 * SECOND, 5), ROOM);
    Verdict verdict = diana.verdict();
    for (int use = 0; use < 5; use++) {
      assertThat(diana.decide(Ask.by("mallory"), verdict)).isTrue();
    }
    for (int key = 0; key < 10 * ROOM; key++) {
      diana.decide(Ask.by("spray" + key), verdict);
      assertThat(diana.decide(Ask.by("mallory"), verdict)).isFalse();
    }
  }

  /** Nor does it help to come with a key that finds no room: such keys share one count. */
  @Test
  void shouldNotAdmitMoreUnderAKeyThatFindsNoRoom() {
    Diana diana = diana(new TokenBucket(1, 100 * SECOND, 5), ROOM);
    Verdict verdict = diana.verdict();
    for (int key = 0; key < 10 * ROOM; key++) {
      diana.decide(Ask.by("spray" + key), verdict);
    }
    int admitted = 0;
    for (int key = 0; key < 1_000; key++) {
      admitted += diana.decide(Ask.by("late" + key), verdict) ? 1 : 0;
    }
    assertThat(admitted).isZero();
  }

  /**
   * Random keys in a table that is far too small, with time going on: no key is ever admitted more
   * than its own limit, in whatever house it lives.
   */
  @Test
  void shouldNeverExceedAKeysLimitHoweverFullTheTable() {
    for (Algorithm algorithm : List.of(new SlidingCounter(5, SECOND), new FixedWindow(5, SECOND))) {
      Diana diana = diana(algorithm, 20);
      Random random = new Random(3);
      Verdict verdict = diana.verdict();
      Map<String, Integer> inWindow = new HashMap<>();
      long window = 0;
      long nanos = 0;
      int admitted = 0;
      for (int step = 0; step < 300_000; step++) {
        long pause = random.nextInt(500_000);
        nanos += pause;
        clock.turn(Duration.ofNanos(pause));
        // Windows begin at multiples of the period after the first moment.
        if ((Algorithm.EPOCH_NANOS + nanos) / SECOND != window) {
          window = (Algorithm.EPOCH_NANOS + nanos) / SECOND;
          inWindow.clear();
        }
        String key = "k" + (random.nextInt(3) == 0 ? random.nextInt(5) : random.nextInt(400));
        if (diana.decide(Ask.by(key), verdict)) {
          admitted++;
          assertThat(inWindow.merge(key, 1, Integer::sum)).as(key).isLessThanOrEqualTo(5);
        }
      }
      assertThat(admitted).isGreaterThan(1_000);
    }
  }

  @Test
  void shouldHoldNoMoreInFlightThanTheLimitHoweverFullTheTable() {
    Diana diana = diana(new Concurrency(3), 20);
    Random random = new Random(4);
    Map<String, Integer> inFlight = new HashMap<>();
    List<Verdict> open = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (int step = 0; step < 50_000; step++) {
      if (open.size() < 60 && random.nextBoolean()) {
        String key = "k" + random.nextInt(40);
        Verdict verdict = diana.decide(Ask.by(key));
        if (verdict.isAdmitted()) {
          assertThat(inFlight.merge(key, 1, Integer::sum)).isLessThanOrEqualTo(3);
          open.add(verdict);
          keys.add(key);
        }
      } else if (!open.isEmpty()) {
        int which = random.nextInt(open.size());
        diana.done(open.remove(which), false);
        inFlight.merge(keys.remove(which), -1, Integer::sum);
      }
    }
    open.forEach(verdict -> diana.done(verdict, false));
    for (int key = 0; key < 40; key++) {
      Ask ask = Ask.by("k" + key);
      List<Verdict> three = List.of(diana.decide(ask), diana.decide(ask), diana.decide(ask));
      assertThat(three).allMatch(Verdict::isAdmitted);
      three.forEach(verdict -> diana.done(verdict, false));
    }
  }

  @Test
  void shouldForgetIdleKeysAndTakeTheirPlaces() {
    Diana diana = diana(new TokenBucket(1, SECOND, 1), 10_000);
    Verdict verdict = diana.verdict();
    for (int round = 0; round < 50; round++) {
      for (int key = 0; key < 5_000; key++) {
        assertThat(diana.decide(Ask.by(round + "/" + key), verdict)).isTrue();
      }
      clock.turn(Duration.ofSeconds(2));
    }
    assertThat(diana.report().get(0).keys()).isLessThan(20_000);
  }

  @Test
  void shouldKeepAMillionKeysInLessThan80Megabytes() {
    Diana diana = diana(new TokenBucket(1, 1_000 * SECOND, 1), 1_000_000);
    Verdict verdict = diana.verdict();
    for (int key = 0; key < 1_000_000; key++) {
      assertThat(diana.decide(Ask.by("key" + key), verdict)).isTrue();
    }
    for (int key = 0; key < 1_000_000; key += 997) {
      assertThat(diana.decide(Ask.by("key" + key), verdict)).isFalse();
    }
    assertThat(diana.report().get(0).keys()).isEqualTo(1_000_000);
    assertThat(diana.report().get(0).bytes()).isLessThan(80_000_000);
  }

  /** A log of ten thousand moments a key: no reason to take much before there is a key. */
  @Test
  void shouldTakeLittleBeforeItHasSeenAKey() {
    Diana diana = diana(new SlidingLog(10_000, SECOND), 3_000);
    assertThat(diana.report().get(0).bytes()).isLessThan(5_000_000);
    assertThat(diana.decide(Ask.by("ann")).isAdmitted()).isTrue();
  }

  /** Its count is that of others, too. */
  @Test
  void shouldSayThatAKeyWithoutRoomCannotBeReset() {
    Diana diana = diana(new FixedWindow(1, 1_000 * SECOND), ROOM);
    Verdict verdict = diana.verdict();
    for (int key = 0; key < 10 * ROOM; key++) {
      diana.decide(Ask.by("spray" + key), verdict);
    }
    assertThat(diana.decide(Ask.by("late")).isAdmitted()).isFalse();
    assertThat(diana.reset("r", Ask.by("late"))).isFalse();
    assertThat(diana.decide(Ask.by("late")).isAdmitted()).isFalse();
    assertThat(diana.reset("r", Ask.by("spray0"))).isTrue();
    assertThat(diana.decide(Ask.by("spray0")).isAdmitted()).isTrue();
    clock.turn(Duration.ofSeconds(2_000));
    assertThat(diana.reset("r", Ask.by("late"))).as("nothing counts any more").isTrue();
  }

  /** Keys that the JDK's own hash maps into one bucket are as quick here as any. */
  @Test
  void shouldSpreadKeysThatWereMadeToCollide() {
    Diana diana = diana(new TokenBucket(1, 1_000 * SECOND, 1), 100_000);
    List<String> colliding = new ArrayList<>(List.of(""));
    for (int length = 0; length < 14; length++) {
      List<String> longer = new ArrayList<>();
      for (String each : colliding) {
        longer.add(each + "Aa");
        longer.add(each + "BB");
      }
      colliding = longer;
    }
    assertThat(colliding.stream().mapToInt(String::hashCode).distinct().count()).isEqualTo(1);
    Verdict verdict = diana.verdict();
    for (String key : colliding) {
      assertThat(diana.decide(Ask.by(key), verdict)).isTrue();
    }
    assertThat(diana.report().get(0).keys()).isEqualTo(colliding.size());
  }

  @Test
  void shouldAllocateNothingForARequestThatIsAdmitted() {
    Diana diana =
        new Diana(
            Policy.of(
                Rule.limit("all", Limit.of(new TokenBucket(1_000_000, SECOND, 1_000_000))),
                Rule.limit(
                    "each",
                    Limit.of(new SlidingCounter(1_000_000, SECOND), Keys.attribute("account"))),
                Rule.limit("from", Limit.of(new FixedWindow(1_000_000, SECOND), Keys.address()))));
    Verdict verdict = diana.verdict();
    Ask ask = Ask.by("ann").from("192.0.2.17");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int warm = 0; warm < 20_000; warm++) {
      diana.decide(ask, verdict);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int each = 0; each < 100_000; each++) {
      assertThat(diana.decide(ask, verdict)).isTrue();
    }
    long mine = threads.getCurrentThreadAllocatedBytes() - before;
    long assertions = allocatedByAssertions(threads);
    assertThat(mine - assertions).as("bytes of 100,000 decisions").isLessThan(100_000);
  }

  private static long allocatedByAssertions(ThreadMXBean threads) {
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int each = 0; each < 100_000; each++) {
      assertThat(true).isTrue();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
