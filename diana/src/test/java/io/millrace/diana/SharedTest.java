package io.millrace.diana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.diana.Explanation.Says;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.Concurrency;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.LeakyQueue;
import io.millrace.diana.algorithm.SlidingLog;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import io.millrace.diana.rule.Rule.OnFailure;
import io.millrace.diana.shared.Breaker;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two to four processes under one limit, and what they do when they cannot ask each other. */
final class SharedTest {
  private static final long SECOND = 1_000_000_000;
  private static final long DAY = 86_400 * SECOND;

  private final HandClock clock = new HandClock();
  private final TogetherCounts counts = new TogetherCounts(clock);

  SharedTest() {
    clock.turn(Duration.ofNanos(5));
  }

  private Diana node(Rule... rules) {
    return new Diana(Policy.of(rules), clock, counts);
  }

  private static Rule shared(Algorithm algorithm) {
    return Rule.limit(
        "r", Limit.of(algorithm, Keys.attribute(Request.ACCOUNT)).shared(OnFailure.LOCAL));
  }

  private static int admitted(Diana diana, int times) {
    Verdict verdict = diana.verdict();
    int admitted = 0;
    for (int time = 0; time < times; time++) {
      admitted += diana.decide(Ask.by("ann"), verdict) ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void shouldCountTogether() {
    Rule rule = shared(new FixedWindow(10, DAY));
    Diana one = node(rule);
    Diana two = node(rule);
    assertThat(admitted(one, 6)).isEqualTo(6);
    assertThat(admitted(two, 6)).isEqualTo(4);
    assertThat(admitted(one, 6)).isZero();
    assertThat(two.reset("r", Ask.by("ann"))).isTrue();
    assertThat(admitted(one, 20)).isEqualTo(10);
  }

  /** Whichever side refuses, the other has counted nothing. */
  @Test
  void shouldCountInLocalAndSharedRulesOrInNone() {
    Diana diana =
        node(
            Rule.limit("own", Limit.of(new FixedWindow(5, DAY))),
            shared(new FixedWindow(3, DAY)),
            Rule.limit(
                "other",
                Limit.of(new FixedWindow(100, DAY), Keys.attribute(Request.ACCOUNT))
                    .shared(OnFailure.LOCAL)));
    assertThat(admitted(diana, 50)).isEqualTo(3);
    assertThat(diana.report()).extracting(RuleReport::admitted).containsExactly(3L, 3L, 3L);
    Verdict bob = diana.decide(Ask.by("bob"));
    assertThat(bob.rule(0)).isEqualTo("own");
    assertThat(bob.left(0)).isEqualTo(1);
    assertThat(bob.left(2)).isEqualTo(99);
    assertThat(diana.decide(Ask.by("bob")).isAdmitted()).isTrue();
    Verdict refused = diana.decide(Ask.by("bob"));
    assertThat(refused.refusedBy()).containsExactly("own");
    diana.reset("own", Ask.by("bob"));
    assertThat(diana.decide(Ask.by("bob")).left(1)).isZero();
  }

  @Test
  void shouldGoOnWithItsShareAndNotAskAllTheTime() {
    Rule rule = shared(new FixedWindow(12, DAY));
    counts.nodes(3);
    Diana diana = node(rule);
    counts.silence(true);
    assertThat(admitted(diana, 1_000)).isEqualTo(4);
    assertThat(diana.isAlone()).isTrue();
    assertThat(counts.asked()).isEqualTo(3);
    clock.turn(Duration.ofNanos(Breaker.PAUSE_NANOS));
    assertThat(admitted(diana, 1_000)).isZero();
    assertThat(counts.asked()).isEqualTo(4);
    counts.silence(false);
    clock.turn(Duration.ofNanos(Breaker.PAUSE_NANOS));
    assertThat(admitted(diana, 1)).isEqualTo(1);
    assertThat(diana.isAlone()).isFalse();
    assertThat(diana.report().get(0).admitted()).isEqualTo(5);
  }

  /** Who has no time to ask takes from the share, and others hear of it with the next question. */
  @Test
  void shouldDecideAloneForWhomeverHasNoTime() {
    counts.nodes(2);
    Diana diana = node(shared(new FixedWindow(10, DAY)));
    int admitted = 0;
    for (int time = 0; time < 20; time++) {
      admitted += diana.decideAlone(Ask.by("ann")).isAdmitted() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(5);
    assertThat(counts.asked()).isZero();
    assertThat(diana.isAlone()).isFalse();
    assertThat(admitted(diana, 20)).isEqualTo(5);
    assertThat(diana.decideAlone(Ask.by("ann")).isAdmitted()).isFalse();
  }

  /** What a node had used before the silence, it has used of its share. */
  @Test
  void shouldNotBurstWhenTheyFallSilent() {
    for (Algorithm algorithm :
        List.of(new FixedWindow(10, DAY), new SlidingLog(10, DAY), new TokenBucket(1, DAY, 10))) {
      counts.forgetEverything();
      counts.nodes(2);
      counts.silence(false);
      Diana one = node(shared(algorithm));
      Diana two = node(shared(algorithm));
      assertThat(admitted(one, 10)).isEqualTo(10);
      assertThat(admitted(two, 10)).isZero();
      counts.silence(true);
      assertThat(admitted(one, 100)).as("%s, busy node", algorithm).isZero();
      assertThat(admitted(two, 100)).as("%s, idle node", algorithm).isEqualTo(5);
    }
  }

  /** What a node admitted during the silence, the others hear of before it asks for more. */
  @Test
  void shouldNotBurstWhenTheyAnswerAgain() {
    for (Algorithm algorithm :
        List.of(new FixedWindow(10, DAY), new SlidingLog(10, DAY), new TokenBucket(1, DAY, 10))) {
      counts.forgetEverything();
      counts.nodes(2);
      counts.silence(true);
      Diana one = node(shared(algorithm));
      Diana two = node(shared(algorithm));
      assertThat(admitted(one, 100)).isEqualTo(5);
      assertThat(admitted(two, 100)).isEqualTo(5);
      counts.silence(false);
      clock.turn(Duration.ofNanos(Breaker.PAUSE_NANOS));
      int one1 = admitted(one, 100);
      int two1 = admitted(two, 100);
      // One may use what two has not told yet, which is two's share at most.
      assertThat(one1 + two1).as("%s", algorithm).isLessThanOrEqualTo(5);
      assertThat(admitted(one, 100)).isZero();
    }
  }

  /**
   * While one asks whether they are back, the others count here: that is told, too. Only the one
   * who asked was in nobody's share.
   */
  @Test
  void shouldNotBurstWhileOneAsksWhetherTheyAreBack() {
    for (Algorithm algorithm :
        List.of(new FixedWindow(10, DAY), new SlidingLog(10, DAY), new TokenBucket(1, DAY, 10))) {
      counts.forgetEverything();
      counts.silence(true);
      Diana diana = node(shared(algorithm));
      int before = admitted(diana, 5);
      counts.silence(false);
      clock.turn(Duration.ofNanos(Breaker.PAUSE_NANOS));
      int[] meanwhile = {0};
      counts.meanwhile(() -> meanwhile[0] = admitted(diana, 100));
      int after = admitted(diana, 100);
      assertThat(meanwhile[0]).isEqualTo(5);
      assertThat(before + meanwhile[0] + after).as("%s", algorithm).isEqualTo(11);
    }
  }

  /** What was admitted in a window that is over is told in no other. */
  @Test
  void shouldNotTellWhatCountsNoMore() {
    Diana diana = node(shared(new FixedWindow(10, SECOND)));
    counts.silence(true);
    assertThat(admitted(diana, 5)).isEqualTo(5);
    counts.silence(false);
    clock.turn(Duration.ofSeconds(1));
    assertThat(admitted(diana, 100)).isEqualTo(10);
  }

  /**
   * The bound of the documents: twice the limit and what flows in, whatever the order of events.
   */
  @Test
  void shouldStayWithinTheBoundHoweverOftenTheyFallSilent() {
    int limit = 12;
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      counts.forgetEverything();
      counts.silence(false);
      int nodes = 1 + random.nextInt(4);
      counts.nodes(nodes);
      List<Diana> all =
          IntStream.range(0, nodes)
              .mapToObj(n -> node(shared(new FixedWindow(limit, DAY))))
              .toList();
      int admitted = 0;
      for (int step = 0; step < 300; step++) {
        if (random.nextInt(30) == 0) {
          counts.silence(random.nextBoolean());
          clock.turn(Duration.ofNanos(Breaker.PAUSE_NANOS));
        }
        admitted += admitted(all.get(random.nextInt(nodes)), 1);
      }
      assertThat(admitted).as("seed %d, %d nodes", seed, nodes).isLessThanOrEqualTo(2 * limit);
      clock.turn(Duration.ofDays(1));
    }
  }

  @Test
  void shouldPassOrRefuseIfARuleSaysSo() {
    Limit limit = Limit.of(new FixedWindow(1, DAY));
    Diana open = node(Rule.limit("r", limit.shared(OnFailure.OPEN)));
    counts.silence(true);
    assertThat(admitted(open, 5)).isEqualTo(5);
    Diana closed =
        node(
            Rule.limit("own", Limit.of(new FixedWindow(1, DAY))),
            Rule.limit("r", limit.shared(OnFailure.CLOSED)));
    Verdict refused = closed.decide(Ask.by("ann"));
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.refusedBy()).containsExactly("r");
    counts.silence(false);
    clock.turn(Duration.ofSeconds(1));
    assertThat(closed.decide(Ask.by("ann")).isAdmitted()).isTrue();
    assertThat(closed.report().get(1).failed()).isEqualTo(1);
  }

  /** Another process used up the limit: whoever asks this one why hears of it. */
  @Test
  void shouldExplainWhatIsCountedTogetherWithoutCounting() {
    Rule rule = shared(new TokenBucket(1, DAY, 10));
    Diana one = node(rule);
    Diana two = node(rule);
    assertThat(admitted(one, 7)).isEqualTo(7);
    for (int ask = 0; ask < 20; ask++) {
      Explanation told = two.explain(Ask.by("ann"));
      assertThat(told.admitted()).isTrue();
      assertThat(told.lines().get(0).left()).isEqualTo(3);
    }
    assertThat(two.explain(Ask.by("ann").costing(4)).admitted()).isFalse();
    assertThat(two.explain(Ask.by("ann").costing(11)).lines().get(0).reason())
        .contains("costs more than all");
    assertThat(admitted(one, 9)).isEqualTo(3);
    Explanation refused = two.explain(Ask.by("ann"));
    assertThat(refused.admitted()).isFalse();
    assertThat(refused.lines().get(0).retryAfterNanos()).isEqualTo(DAY);
    assertThat(two.explain(Ask.by("bob")).admitted()).isTrue();
  }

  @Test
  void shouldExplainALeaseThatIsHeld() {
    Rule rule =
        Rule.limit(
            "r",
            Limit.of(new FixedWindow(10, DAY), Keys.attribute(Request.ACCOUNT))
                .shared(OnFailure.CLOSED)
                .leased(10));
    Diana holds = node(rule);
    Diana other = node(rule);
    assertThat(admitted(holds, 1)).isEqualTo(1);
    assertThat(holds.explain(Ask.by("ann")).lines().get(0).left()).isEqualTo(9);
    assertThat(other.explain(Ask.by("ann")).admitted()).isFalse();
  }

  /** What a rule does when they do not answer is what is explained then, and why. */
  @Test
  void shouldExplainWhatIsDoneWhileTheyAreSilent() {
    counts.nodes(2);
    Limit limit = Limit.of(new FixedWindow(10, DAY), Keys.attribute(Request.ACCOUNT));
    Diana diana =
        node(
            Rule.limit("local", limit.shared(OnFailure.LOCAL)),
            Rule.limit("open", limit.shared(OnFailure.OPEN)),
            Rule.limit("closed", limit.shared(OnFailure.CLOSED)),
            Rule.limit("shadow", limit.shared(OnFailure.CLOSED).shadowed()));
    counts.silence(true);
    Explanation told = diana.explain(Ask.by("ann"));
    assertThat(told.lines())
        .extracting(Explanation.Line::says)
        .containsExactly(Says.ADMITS, Says.ADMITS, Says.REFUSES, Says.ADMITS);
    assertThat(told.lines())
        .allMatch(line -> String.valueOf(line.reason()).contains("do not answer"));
    assertThat(told.lines().get(0).left()).isEqualTo(5);
    assertThat(told.lines().get(2).retryAfterNanos()).isPositive();
    assertThat(told.admitted()).isEqualTo(diana.decide(Ask.by("ann")).isAdmitted());
  }

  /** Whatever they throw is no answer, and what was taken before is taken back. */
  @Test
  void shouldTakeAnExceptionForSilence() {
    Diana diana =
        node(
            Rule.limit("own", Limit.of(new FixedWindow(5, DAY))),
            Rule.limit("r", Limit.of(new FixedWindow(1, DAY)).shared(OnFailure.CLOSED)));
    counts.fail(true);
    assertThat(diana.decide(Ask.by("ann")).status()).isEqualTo(503);
    counts.fail(false);
    assertThat(diana.decide(Ask.by("ann")).left(0)).isEqualTo(4);
  }

  /** Each limit does what it wants when counting fails, and nothing that was taken is lost. */
  @ParameterizedTest
  @EnumSource
  void shouldTakeBackWhenAnythingFailsBehindTheAnswer(OnFailure onFailure) {
    boolean[] breaks = {false};
    Ticker breaking =
        () -> {
          if (breaks[0]) {
            breaks[0] = false;
            throw new IllegalStateException("fails");
          }
          return clock.nanos();
        };
    Diana diana =
        new Diana(
            Policy.of(
                Rule.limit("own", Limit.of(new Concurrency(1))),
                Rule.limit("r", Limit.of(new LeakyQueue(1, DAY, 9)).shared(onFailure))),
            breaking,
            counts);
    diana.done(diana.decide(Ask.by("ann")), false);
    counts.meanwhile(() -> breaks[0] = true);
    Verdict verdict = diana.decide(Ask.by("ann"));
    assertThat(verdict.isAdmitted()).isEqualTo(onFailure != OnFailure.CLOSED);
    assertThat(verdict.status()).isEqualTo(onFailure == OnFailure.CLOSED ? 503 : 200);
    assertThat(verdict.delayNanos()).isZero();
    assertThat(diana.report().get(1).failed()).isEqualTo(1);
    diana.done(verdict, false);
    assertThat(diana.decide(Ask.by("ann")).isAdmitted()).isTrue();
  }

  @Test
  void shouldRefuseAPolicyThatItCannotKeep() {
    Rule rule = shared(new FixedWindow(1, DAY));
    assertThatThrownBy(() -> new Diana(Policy.of(rule), clock))
        .hasMessageContaining("nothing is shared");
    assertThatThrownBy(() -> node(shared(new Concurrency(1))))
        .hasMessageContaining("cannot be counted with others");
  }
}
