package io.millrace.diana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.diana.algorithm.Concurrency;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.LeakyQueue;
import io.millrace.diana.rule.Condition;
import io.millrace.diana.rule.Conditions;
import io.millrace.diana.rule.Key;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.rule.KeySink;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Deny;
import io.millrace.diana.rule.Rule.Limit;
import io.millrace.diana.rule.Rule.OnFailure;
import io.millrace.diana.rule.Scratch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plug-ins that throw, wherever they do: their rule does what it says, and the others count. */
final class FailureTest {
  private static final long SECOND = 1_000_000_000;
  private static final long DAY = 86_400 * SECOND;

  private final HandClock clock = new HandClock();

  private Diana diana(Rule... rules) {
    return new Diana(Policy.of(rules), clock);
  }

  private static Rule before() {
    return Rule.limit("before", Limit.of(new FixedWindow(9, DAY), Keys.attribute("account")));
  }

  private static Rule after() {
    return Rule.limit("after", Limit.of(new LeakyQueue(1, SECOND, 9)));
  }

  private static final Condition FAILS =
      new Condition() {
        @Override
        public boolean holds(Request request, Scratch scratch) {
          throw new IllegalStateException("fails");
        }

        @Override
        public String describe() {
          return "fails";
        }
      };

  @ParameterizedTest
  @EnumSource(names = {"ASK", "TAKE", "LEFT", "FRESH"})
  void shouldLeaveOutARuleWhoseAlgorithmFails(ForeignWindow.In where) {
    ForeignWindow failing = new ForeignWindow(9, DAY);
    Diana diana =
        diana(before(), Rule.limit("fails", Limit.of(failing, Keys.attribute("account"))), after());
    failing.fail(where);
    Verdict passed = diana.decide(Ask.by("ann"));
    failing.fail(null);
    assertThat(passed.isAdmitted()).isTrue();
    assertThat(diana.report().get(1).failed()).isPositive();
    // Each of the others has counted the request once.
    Verdict next = diana.decide(Ask.by("ann"));
    assertThat(next.left(0)).isEqualTo(7);
    assertThat(next.left(2)).isEqualTo(8);
    assertThat(next.delayNanos()).isEqualTo(SECOND);
  }

  @ParameterizedTest
  @EnumSource(names = {"ASK", "TAKE", "LEFT"})
  void shouldCountNothingIfARuleThatFailsRefusesThen(ForeignWindow.In where) {
    ForeignWindow failing = new ForeignWindow(9, DAY);
    Diana diana =
        diana(
            before(),
            Rule.limit(
                "fails", Limit.of(failing, Keys.attribute("account")).onFailure(OnFailure.CLOSED)),
            after());
    failing.fail(where);
    Verdict refused = diana.decide(Ask.by("ann"));
    failing.fail(null);
    assertThat(refused.isFailed()).isTrue();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.refusedBy()).containsExactly("fails");
    assertThat(refused.delayNanos()).isZero();
    Verdict next = diana.decide(Ask.by("ann"));
    assertThat(next.left(0)).isEqualTo(8);
    assertThat(next.left(2)).isEqualTo(9);
    assertThat(next.delayNanos()).isZero();
  }

  /** All limits fail, one after the other, and the request passes. */
  @Test
  void shouldLeaveOutAllThatFail() {
    ForeignWindow failing = new ForeignWindow(9, DAY);
    Diana diana = diana(Rule.limit("one", Limit.of(failing)), Rule.limit("two", Limit.of(failing)));
    failing.fail(ForeignWindow.In.TAKE);
    Verdict passed = diana.decide(Ask.by("ann"));
    assertThat(passed.isAdmitted()).isTrue();
    assertThat(passed.size()).isZero();
  }

  /** What others refused does not pass because one failed. */
  @Test
  void shouldRefuseWhatAnotherRefuses() {
    ForeignWindow failing = new ForeignWindow(9, DAY);
    Diana diana =
        diana(
            Rule.limit("narrow", Limit.of(new FixedWindow(1, DAY))),
            Rule.limit("fails", Limit.of(failing)));
    failing.fail(ForeignWindow.In.ASK);
    assertThat(diana.decide(Ask.by("ann")).isAdmitted()).isTrue();
    Verdict refused = diana.decide(Ask.by("ann"));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.refusedBy()).containsExactly("narrow");
  }

  /** A shared rule refuses after local ones have taken, and one of them cannot take back. */
  @Test
  void shouldTakeBackFromTheOthersWhenOneCannot() {
    ForeignWindow failing = new ForeignWindow(9, DAY);
    Diana diana =
        new Diana(
            Policy.of(
                Rule.limit("fails", Limit.of(failing)),
                before(),
                Rule.limit("none", Limit.of(new FixedWindow(1, DAY)).shared(OnFailure.CLOSED))),
            clock,
            new TogetherCounts(clock));
    assertThat(diana.decide(Ask.by("ann")).isAdmitted()).isTrue();
    failing.fail(ForeignWindow.In.UNTAKE);
    Verdict refused = diana.decide(Ask.by("ann"));
    assertThat(refused.refusedBy()).containsExactly("none");
    assertThat(refused.left(1)).isEqualTo(8);
  }

  /**
   * What this process keeps for the time when they are silent decides nothing while they answer.
   */
  @ParameterizedTest
  @EnumSource(names = {"TAKE", "LEFT", "FRESH", "SHARE"})
  void shouldBelieveSharedCountsWhenItsOwnFail(ForeignWindow.In where) {
    ForeignWindow failing = new ForeignWindow(9, DAY);
    TogetherCounts counts = new TogetherCounts(clock);
    Diana diana =
        new Diana(
            Policy.of(
                before(),
                Rule.limit("fails", Limit.of(failing).shared(OnFailure.CLOSED)),
                Rule.limit("leased", Limit.of(failing).shared(OnFailure.CLOSED).leased(2))),
            clock,
            counts);
    if (where == ForeignWindow.In.FRESH || where == ForeignWindow.In.SHARE) {
      counts.nodes(2);
      failing.fail(where);
    }
    counts.meanwhile(() -> failing.fail(where));
    Verdict passed = diana.decide(Ask.by("ann"));
    failing.fail(null);
    assertThat(passed.isAdmitted()).isTrue();
    assertThat(diana.report().get(1).failed()).isPositive();
    Verdict next = diana.decide(Ask.by("ann"));
    assertThat(next.left(0)).isEqualTo(7);
    assertThat(next.left(1)).isEqualTo(7);
  }

  /** Nobody knows what its share is, so it is left out, and the other counts. */
  @Test
  void shouldLeaveOutARuleThatCannotBeShared() {
    ForeignWindow failing = new ForeignWindow(9, DAY);
    TogetherCounts counts = new TogetherCounts(clock);
    Diana diana =
        new Diana(
            Policy.of(
                Rule.limit("fails", Limit.of(failing).shared(OnFailure.LOCAL)),
                Rule.limit("r", Limit.of(new FixedWindow(8, DAY)).shared(OnFailure.LOCAL))),
            clock,
            counts);
    counts.nodes(2);
    counts.silence(true);
    failing.fail(ForeignWindow.In.SHARE);
    Verdict passed = diana.decide(Ask.by("ann"));
    assertThat(passed.isAdmitted()).isTrue();
    assertThat(passed.size()).isEqualTo(1);
    assertThat(passed.left(0)).isEqualTo(3);
  }

  @Test
  void shouldGiveBackWhatOthersHoldWhenOneCannot() {
    ForeignWindow failing = new ForeignWindow(9, DAY);
    Diana diana =
        diana(
            Rule.limit("fails", Limit.of(failing)), Rule.limit("r", Limit.of(new Concurrency(1))));
    failing.fail(ForeignWindow.In.GIVE_BACK);
    Verdict held = diana.decide(Ask.by("ann"));
    diana.done(held, false);
    assertThat(diana.decide(Ask.by("ann")).isAdmitted()).isTrue();
  }

  /** Nobody knows whether a denial means the request whose condition fails: the rule says. */
  @Test
  void shouldPassOrRefuseWhenADenialFails() {
    Diana open = diana(Rule.deny("list", FAILS), before());
    Verdict passed = open.decide(Ask.by("ann"));
    assertThat(passed.isAdmitted()).isTrue();
    assertThat(passed.left(0)).isEqualTo(8);
    Condition named = Conditions.attribute("account", List.of("mallory"));
    Diana closed =
        diana(
            new Rule("list", List.of(FAILS), new Deny(403, OnFailure.CLOSED)),
            Rule.deny("other", named),
            before());
    Verdict refused = closed.decide(Ask.by("ann"));
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.refusedBy()).containsExactly("list");
    assertThat(closed.decide(Ask.by("mallory")).status()).isEqualTo(403);
    assertThatThrownBy(() -> new Deny(403, OnFailure.LOCAL)).hasMessageContaining("counts nothing");
  }

  @Test
  void shouldCountWhomAnExemptionThatFailsMayHaveMeant() {
    Diana diana = diana(Rule.exempt("office", FAILS), before());
    assertThat(diana.decide(Ask.by("ann")).left(0)).isEqualTo(8);
  }

  /** An operator who asks why hears of it, too. */
  @Test
  void shouldExplainWhatFails() {
    Diana diana =
        diana(
            Rule.exempt("office", FAILS),
            new Rule("list", List.of(FAILS), new Deny(403, OnFailure.CLOSED)),
            before().when(FAILS));
    Explanation told = diana.explain(Ask.by("ann"));
    assertThat(told.admitted()).isFalse();
    assertThat(told.lines())
        .extracting(Explanation.Line::says)
        .containsExactly(
            Explanation.Says.NOTHING, Explanation.Says.REFUSES, Explanation.Says.NOTHING);
    assertThat(told.lines()).allMatch(line -> String.valueOf(line.reason()).contains("it failed"));
  }

  /** A key is asked once more for its text, now and then. */
  @Test
  void shouldDecideWhatCannotBeNamed() {
    boolean[] fails = {false};
    Key key =
        new Key() {
          @Override
          public boolean give(Request request, Scratch scratch, KeySink sink) {
            if (fails[0] && !(sink instanceof KeyHash)) {
              throw new IllegalStateException("fails");
            }
            sink.text("same");
            return true;
          }

          @Override
          public String describe() {
            return "fails when it is written";
          }
        };
    Diana diana = diana(Rule.limit("r", Limit.of(new FixedWindow(1_000, DAY), key)));
    fails[0] = true;
    Verdict verdict = diana.verdict();
    for (int request = 0; request < 1_000; request++) {
      clock.turn(Duration.ofNanos(7));
      assertThat(diana.decide(Ask.by("ann"), verdict)).isTrue();
    }
    assertThat(diana.hottest(9)).isEmpty();
  }
}
