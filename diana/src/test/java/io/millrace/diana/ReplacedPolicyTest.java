package io.millrace.diana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.diana.algorithm.AdaptiveConcurrency;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.Concurrency;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.Condition;
import io.millrace.diana.rule.Conditions;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes on and what begins anew when a policy comes in place of another. */
final class ReplacedPolicyTest {
  private static final long SECOND = 1_000_000_000;
  private static final int FEW = 2_000;
  private static final int MANY = 200_000;

  private final HandClock clock = new HandClock();

  private static Policy each(Algorithm algorithm, int room) {
    return Policy.of(
        Rule.limit("each", Limit.of(algorithm, Keys.attribute(Request.ACCOUNT)).withKeysMax(room)));
  }

  private static int admitted(Diana diana, String prefix, int keys) {
    Verdict verdict = diana.verdict();
    int admitted = 0;
    for (int key = 0; key < keys; key++) {
      admitted += diana.decide(Ask.by(prefix + key), verdict) ? 1 : 0;
    }
    return admitted;
  }

  private static long bytes(Diana diana) {
    return diana.report().get(0).bytes();
  }

  /** An operator makes room while there is an attack: nobody's count shall begin anew then. */
  @Test
  void shouldGoOnCountingWhenThereIsMoreRoom() {
    Algorithm once = new FixedWindow(1, 1_000 * SECOND);
    Diana diana = new Diana(each(once, FEW), clock);
    assertThat(admitted(diana, "first", 1_000)).isEqualTo(1_000);
    assertThat(admitted(diana, "spray", 10 * FEW)).isLessThan(2 * FEW);
    diana.use(each(once, MANY));
    assertThat(admitted(diana, "first", 1_000)).isZero();
    clock.turn(Duration.ofSeconds(2_000)); // what had no room was counted together until then
    assertThat(admitted(diana, "late", 10 * FEW)).isEqualTo(10 * FEW);
  }

  @Test
  void shouldGiveRoomBackThatIsTakenAwayAndForgetNobody() {
    Algorithm once = new FixedWindow(1, 1_000 * SECOND);
    Diana diana = new Diana(each(once, MANY), clock);
    assertThat(admitted(diana, "old", MANY / 2)).isEqualTo(MANY / 2);
    long large = bytes(diana);
    diana.use(each(once, FEW));
    assertThat(admitted(diana, "old", MANY / 2)).isZero();
    assertThat(bytes(diana)).as("all of them count").isEqualTo(large);
    clock.turn(Duration.ofSeconds(2_000));
    assertThat(admitted(diana, "a", 500)).isEqualTo(500);
    diana.use(each(once, FEW - 1));
    assertThat(bytes(diana)).isLessThan(large / 20);
    assertThat(admitted(diana, "a", 500)).isZero();
  }

  /** Or there would be twice as many in flight for a while, and a lower limit would stop nobody. */
  @Test
  void shouldGoOnCountingWhatIsInFlightWhenTheLimitChanges() {
    Diana diana = new Diana(each(new Concurrency(5), FEW), clock);
    List<Verdict> open = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      open.add(diana.decide(Ask.by("ann")));
    }
    diana.use(each(new Concurrency(6), FEW));
    open.add(diana.decide(Ask.by("ann")));
    assertThat(open).allMatch(Verdict::isAdmitted);
    assertThat(diana.decide(Ask.by("ann")).isAdmitted()).isFalse();
    diana.use(each(new Concurrency(2), FEW));
    for (int i = 0; i < 4; i++) {
      diana.done(open.remove(0), false);
      assertThat(diana.decide(Ask.by("ann")).isAdmitted()).isFalse();
    }
    diana.done(open.remove(0), false);
    assertThat(diana.decide(Ask.by("ann")).isAdmitted()).isTrue();
  }

  @Test
  void shouldGoOnFromWhatWasLearntWithinTheNewBounds() {
    Diana diana = new Diana(each(new AdaptiveConcurrency(2, 10, SECOND), FEW), clock);
    Verdict one = diana.decide(Ask.by("ann"));
    Verdict two = diana.decide(Ask.by("ann"));
    assertThat(two.isAdmitted()).isTrue();
    diana.use(each(new AdaptiveConcurrency(3, 10, SECOND), FEW));
    assertThat(diana.decide(Ask.by("ann")).isAdmitted()).isTrue();
    assertThat(diana.decide(Ask.by("ann")).isAdmitted()).isFalse();
    diana.done(one, false);
    diana.done(two, false);
  }

  @Test
  void shouldBeginAnewWithAnotherAlgorithm() {
    Diana diana = new Diana(each(new FixedWindow(1, 1_000 * SECOND), FEW), clock);
    assertThat(admitted(diana, "a", 10)).isEqualTo(10);
    diana.use(each(new TokenBucket(1, 1_000 * SECOND, 1), FEW));
    assertThat(admitted(diana, "a", 10)).isEqualTo(10);
    assertThat(diana.report().get(0).admitted()).as("its meter goes on").isEqualTo(20);
  }

  @Test
  void shouldReportDenialsAndExemptionsAndGoOnCountingThem() {
    Condition bad = Conditions.header("x", List.of("bad"));
    Policy policy =
        Policy.of(
            Rule.limit("all", Limit.of(new FixedWindow(100, SECOND))),
            Rule.deny("bad", bad),
            Rule.exempt("good", Conditions.header("x", List.of("good"))));
    Diana diana = new Diana(policy, clock);
    for (int i = 0; i < 3; i++) {
      diana.decide(Ask.get("/").header("x", "bad"));
      diana.use(policy);
    }
    assertThat(diana.report())
        .extracting(RuleReport::rule, RuleReport::algorithm, RuleReport::refused)
        .containsExactly(
            tuple("all", "fixed-window 100 in PT1S", 0L),
            tuple("bad", null, 3L),
            tuple("good", null, 0L));
    assertThat(diana.report("bad")).isEqualTo(diana.report().get(1));
    assertThat(diana.report("nobody")).isNull();
  }
}
