package io.millrace.diana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Processes that take several units at once: what it saves, and what it costs. */
final class LeaseTest {
  private static final long SECOND = 1_000_000_000;
  private static final int SEEDS = 100;
  private static final int STEPS = 400;

  private final HandClock clock = new HandClock();
  private final TogetherCounts counts = new TogetherCounts(clock);

  LeaseTest() {
    clock.turn(Duration.ofNanos(5));
  }

  private Diana node(Rule... rules) {
    return new Diana(Policy.of(rules), clock, counts);
  }

  private static Rule leased(String name, Algorithm algorithm, long lease) {
    return Rule.limit(
        name,
        Limit.of(algorithm, Keys.attribute(Request.ACCOUNT)).shared(OnFailure.LOCAL).leased(lease));
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
  void shouldAskOnceForManyRequests() {
    Diana diana = node(leased("r", new FixedWindow(1_000, SECOND), 100));
    assertThat(admitted(diana, 2_000)).isEqualTo(1_000);
    // Ten leases, and then everybody who is refused.
    assertThat(counts.asked()).isEqualTo(1_010);
    int before = counts.asked();
    clock.turn(Duration.ofSeconds(1));
    assertThat(admitted(diana, 1_000)).isEqualTo(1_000);
    assertThat(counts.asked() - before).isEqualTo(10);
  }

  /**
   * Whoever holds no lease asks, also for nothing; what was said to another says nothing to him.
   */
  @Test
  void shouldAskForWhatCostsNothing() {
    Diana diana = node(leased("r", new FixedWindow(4, SECOND), 3));
    Verdict verdict = diana.verdict();
    assertThat(diana.decide(Ask.by("ann").costing(0), verdict)).isTrue();
    assertThat(verdict.left(0)).isEqualTo(1); // beside the lease
    assertThat(admitted(diana, 9)).isEqualTo(4);
    assertThat(diana.decide(Ask.by("ann"), verdict)).isFalse();
    assertThat(diana.decide(Ask.by("bob").costing(0), verdict)).isTrue();
    assertThat(verdict.left(0)).isEqualTo(1);
  }

  private record Admitted(long nanos, long cost) {}

  /** The exact promise of the fixed window holds with leases: none has more than its limit. */
  @Test
  void shouldNeverAdmitMoreInAWindowThanItsLimit() {
    long limit = 40;
    for (int seed = 0; seed < SEEDS; seed++) {
      for (Admitted[] window : windows(seed, limit)) {
        long sum = 0;
        for (Admitted each : window) {
          sum += each.cost();
        }
        assertThat(sum).as("seed %d", seed).isLessThanOrEqualTo(limit);
      }
    }
  }

  private List<Admitted[]> windows(int seed, long limit) {
    List<Admitted> all = admitted(seed, new FixedWindow(limit, SECOND), 7);
    List<Admitted[]> windows = new ArrayList<>();
    List<Admitted> window = new ArrayList<>();
    long index = Long.MIN_VALUE;
    for (Admitted each : all) {
      long here = Math.floorDiv(Algorithm.EPOCH_NANOS + each.nanos(), SECOND);
      if (here != index) {
        windows.add(window.toArray(Admitted[]::new));
        window.clear();
        index = here;
      }
      window.add(each);
    }
    windows.add(window.toArray(Admitted[]::new));
    return windows;
  }

  /** What the documents say: in every span what the bucket says, and a lease a node. */
  @Test
  void shouldAdmitAtMostALeaseANodeMoreThanABucket() {
    long burst = 20;
    long lease = 7;
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Admitted> all = admitted(seed, new TokenBucket(40, SECOND, burst), lease);
      for (int from = 0; from < all.size(); from++) {
        long sum = 0;
        for (int to = from; to < all.size(); to++) {
          sum += all.get(to).cost();
          long span = all.get(to).nanos() - all.get(from).nanos();
          assertThat(sum)
              .as("seed %d, %d ns", seed, span)
              .isLessThanOrEqualTo(burst + span * 40 / SECOND + 1 + NODES_MAX * lease);
        }
      }
    }
  }

  private static final int NODES_MAX = 4;

  /** One to four nodes that begin one after the other, with random pauses and costs. */
  private List<Admitted> admitted(int seed, Algorithm algorithm, long lease) {
    Random random = new Random(seed);
    counts.forgetEverything();
    List<Diana> nodes = new ArrayList<>();
    List<Admitted> all = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      if (nodes.isEmpty() || (nodes.size() < NODES_MAX && random.nextInt(20) == 0)) {
        nodes.add(node(leased("r", algorithm, lease)));
        counts.nodes(nodes.size());
      }
      clock.turn(Duration.ofNanos(random.nextInt(3) > 0 ? 0 : random.nextLong(SECOND / 10)));
      long cost = random.nextInt(5) > 0 ? 1 : 1 + random.nextInt(9);
      Diana node = nodes.get(random.nextInt(nodes.size()));
      if (node.decide(Ask.by("ann").costing(cost)).isAdmitted()) {
        all.add(new Admitted(clock.nanos(), cost));
      }
    }
    return all;
  }

  /** A node that took a lease and fell asleep keeps it from the others for one window. */
  @Test
  void shouldLoseWhatIsNotUsedForOneWindowOnly() {
    Rule rule = leased("r", new FixedWindow(100, SECOND), 30);
    Diana sleeps = node(rule);
    Diana works = node(rule);
    assertThat(admitted(sleeps, 1)).isEqualTo(1);
    assertThat(admitted(works, 1_000)).isEqualTo(70);
    clock.turn(Duration.ofSeconds(1));
    assertThat(admitted(works, 1_000)).isEqualTo(100);
    // What the sleeper still holds is of the window before.
    assertThat(admitted(sleeps, 1_000)).isZero();
  }

  @Test
  void shouldGiveALeaseBackWhenAnotherRuleRefuses() {
    Diana diana =
        node(
            leased("leased", new FixedWindow(20, SECOND), 10),
            Rule.limit(
                "narrow",
                Limit.of(new FixedWindow(3, SECOND), Keys.header("X")).shared(OnFailure.LOCAL)));
    int narrow = 0;
    for (int request = 0; request < 50; request++) {
      narrow += diana.decide(Ask.by("ann").header("X", "x")).isAdmitted() ? 1 : 0;
    }
    assertThat(narrow).isEqualTo(3);
    assertThat(admitted(diana, 100)).isEqualTo(17);
  }

  /** Keys that find no room share a place; a lease in it would be used under another's key. */
  @Test
  void shouldLeaseNothingToKeysThatFindNoRoom() {
    Rule rule =
        Rule.limit(
            "r",
            Limit.of(new FixedWindow(5, SECOND), Keys.attribute(Request.ACCOUNT))
                .withKeysMax(1)
                .shared(OnFailure.LOCAL)
                .leased(5));
    Diana diana = node(rule);
    for (int account = 0; account < 20; account++) {
      diana.decide(Ask.by("account-" + account));
    }
    diana.decide(Ask.by("modest"));
    assertThat(IntStream.range(0, 20).filter(n -> diana.decide(Ask.by("greedy")).isAdmitted()))
        .hasSize(5);
    assertThat(IntStream.range(0, 20).filter(n -> diana.decide(Ask.by("modest")).isAdmitted()))
        .hasSize(4);
  }

  /** Counts that fall silent change nothing about what was taken already, and no bound grows. */
  @Test
  void shouldUseUpItsLeaseWhileTheyAreSilent() {
    Diana diana = node(leased("r", new FixedWindow(100, SECOND), 40));
    counts.nodes(2);
    assertThat(admitted(diana, 10)).isEqualTo(10);
    counts.silence(true);
    // 30 are left of the lease, and 10 of its half of the limit, which has counted the lease.
    assertThat(admitted(diana, 1_000)).isEqualTo(40);
  }

  @Test
  void shouldLeaseOnlyWhereThePromiseAllowsIt() {
    for (Algorithm exact : List.of(new SlidingLog(9, SECOND), new LeakyQueue(9, SECOND, 9))) {
      assertThatThrownBy(() -> leased("r", exact, 5)).hasMessageContaining("is exact");
    }
    for (Algorithm each : List.of(new SlidingCounter(9, SECOND), new LeakyBucket(9, SECOND, 9))) {
      assertThat(admitted(node(leased("r", each, 5)), 20)).isEqualTo(9);
      counts.forgetEverything();
    }
    assertThatThrownBy(() -> Limit.of(new FixedWindow(9, SECOND)).leased(5))
        .hasMessageContaining("shared");
    assertThatThrownBy(() -> leased("r", new FixedWindow(9, SECOND), 10))
        .hasMessageContaining("from 0 to the limit, 9");
  }
}
