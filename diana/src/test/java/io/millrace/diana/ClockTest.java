package io.millrace.diana;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.algorithm.AdaptiveConcurrency;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.LeakyBucket;
import io.millrace.diana.algorithm.LeakyQueue;
import io.millrace.diana.algorithm.SlidingCounter;
import io.millrace.diana.algorithm.SlidingLog;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import io.millrace.diana.rule.Rule.OnFailure;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A ticker that goes back although none should: for each key time stands still until the ticker has
 * caught up, so nobody gets more than before, and nothing that was learnt is lost.
 */
final class ClockTest {
  private static final long SECOND = 1_000_000_000;
  private static final long DAY = 86_400 * SECOND;

  private final HandClock clock = new HandClock();

  /** Another machine's, which goes on. */
  private final HandClock clockOfCounts = new HandClock();

  private final TogetherCounts counts = new TogetherCounts(clockOfCounts);

  ClockTest() {
    clock.turn(Duration.ofNanos(5));
    clockOfCounts.turn(Duration.ofSeconds(100));
  }

  private Diana diana(Rule... rules) {
    return new Diana(Policy.of(rules), clock, counts);
  }

  private static Rule shared(Limit limit) {
    return Rule.limit("r", limit.shared(OnFailure.LOCAL));
  }

  private static int admitted(Diana diana, int times) {
    Verdict verdict = diana.verdict();
    int admitted = 0;
    for (int time = 0; time < times; time++) {
      admitted += diana.decide(Ask.by("ann"), verdict) ? 1 : 0;
    }
    return admitted;
  }

  private static Stream<Algorithm> tenASecond() {
    return Stream.of(
        new FixedWindow(10, SECOND),
        new SlidingLog(10, SECOND),
        new SlidingCounter(10, SECOND),
        new TokenBucket(10, SECOND, 10),
        new LeakyBucket(10, SECOND, 10),
        new LeakyQueue(10, SECOND, 9));
  }

  @ParameterizedTest
  @MethodSource("tenASecond")
  void shouldAdmitNobodyMore(Algorithm algorithm) {
    Diana diana = diana(Rule.limit("r", Limit.of(algorithm)));
    clock.turn(Duration.ofHours(3));
    assertThat(admitted(diana, 99)).isEqualTo(10);
    clock.turn(Duration.ofMillis(-1));
    assertThat(admitted(diana, 99)).isZero();
    clock.turn(Duration.ofSeconds(-1));
    assertThat(admitted(diana, 99)).isZero();
    clock.turn(Duration.ofHours(-2));
    assertThat(admitted(diana, 99)).isZero();
    clock.turn(Duration.ofHours(2).plusSeconds(4));
    assertThat(admitted(diana, 99)).isEqualTo(10);
  }

  /** Algorithms count from a moment behind which every window lies; there is none before it. */
  @ParameterizedTest
  @MethodSource("tenASecond")
  void shouldNotGoBehindItsBeginning(Algorithm algorithm) {
    Diana diana = diana(Rule.limit("r", Limit.of(algorithm)));
    clock.turn(Duration.ofDays(-3 * 366));
    assertThat(admitted(diana, 99)).isEqualTo(10);
    assertThat(admitted(diana, 99)).isZero();
  }

  /** While shared counts were asked, which refuse. */
  @Test
  void shouldTakeBackNoMoreThanWasTaken() {
    Diana diana =
        diana(
            Rule.limit("own", Limit.of(new FixedWindow(10, SECOND))),
            shared(Limit.of(new FixedWindow(1, DAY), Keys.attribute(Request.ACCOUNT))));
    clock.turn(Duration.ofSeconds(100));
    assertThat(admitted(diana, 1)).isEqualTo(1);
    counts.meanwhile(() -> clock.turn(Duration.ofSeconds(-10)));
    assertThat(admitted(diana, 1)).isZero();
    int others = 0;
    for (int other = 0; other < 30; other++) {
      others += diana.decide(Ask.by("other " + other)).isAdmitted() ? 1 : 0;
    }
    assertThat(others).isEqualTo(9);
  }

  /** While a request was in flight. */
  @Test
  void shouldKeepWhatItLearnt() {
    Diana diana = diana(Rule.limit("r", Limit.of(new AdaptiveConcurrency(1, 9, SECOND))));
    Duration longer = Duration.ofMinutes(11); // than anything is remembered that nobody uses
    clock.turn(longer);
    diana.done(diana.decide(Ask.by("ann")), false);
    Verdict held = diana.decide(Ask.by("ann"));
    assertThat(held.left(0)).isEqualTo(1);
    clock.turn(longer.negated());
    diana.done(held, false);
    clock.turn(longer);
    assertThat(diana.decide(Ask.by("ann")).left(0)).isEqualTo(1);
  }

  @Test
  void shouldNotUseALeaseAgainThatIsOver() {
    Diana diana =
        diana(shared(Limit.of(new FixedWindow(10, SECOND)).shared(OnFailure.LOCAL).leased(8)));
    assertThat(admitted(diana, 1)).isEqualTo(1);
    counts.silence(true);
    clock.turn(Duration.ofMillis(1_500));
    assertThat(admitted(diana, 99)).isEqualTo(10);
    clock.turn(Duration.ofSeconds(-1));
    assertThat(admitted(diana, 99)).isZero();
  }

  @Test
  void shouldTellWhatItOwes() {
    Diana diana = diana(shared(Limit.of(new FixedWindow(2, SECOND))));
    counts.silence(true);
    clock.turn(Duration.ofMillis(1_500));
    assertThat(admitted(diana, 2)).isEqualTo(2);
    counts.silence(false);
    clock.turn(Duration.ofSeconds(-1));
    assertThat(admitted(diana, 99)).isZero();
  }

  @Test
  void shouldRememberWhatItUsedOfItsShare() {
    Diana diana = diana(shared(Limit.of(new FixedWindow(3, SECOND))));
    clock.turn(Duration.ofMillis(1_500));
    assertThat(admitted(diana, 2)).isEqualTo(2);
    clock.turn(Duration.ofSeconds(-1));
    assertThat(admitted(diana, 1)).isEqualTo(1);
    counts.silence(true);
    assertThat(admitted(diana, 99)).isZero();
  }
}
