package io.millrace.diana;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * A few threads under two rules each, many times over: whatever they are told could have been told
 * to them one after the other. Lincheck's stress and not its model checker, which does not come to
 * an end where a lock is spun on. Twenty different scenarios, as often as some three seconds allow.
 */
public class RaceTest {
  private static final long DAY = Duration.ofDays(1).toNanos();
  private static final int THREADS = 4;

  private final Diana diana =
      new Diana(
          Policy.of(
              Rule.limit("all", Limit.of(new ForeignWindow(4, DAY, RaceTest::letOthersIn))),
              Rule.limit("each", Limit.of(new TokenBucket(1, DAY, 2), Keys.attribute("account")))),
          () -> 0,
          new KeyHash.Seed(1, 2),
          null);

  /** A decision is over so soon that threads seldom meet in one: here they would, if they could. */
  private static void letOthersIn(ForeignWindow.In step) {
    if (step == ForeignWindow.In.TAKE) {
      LockSupport.parkNanos(1);
    }
  }

  @Operation
  public String ann() {
    return told(diana.decide(Ask.by("ann")));
  }

  @Operation
  public String bob() {
    return told(diana.decide(Ask.by("bob")));
  }

  private static String told(Verdict verdict) {
    return verdict.isAdmitted() + " " + verdict.left(0) + " " + verdict.left(1);
  }

  @Test
  void shouldDecideAsIfOneAfterTheOther() {
    new StressOptions()
        .iterations(20)
        .invocationsPerIteration(100)
        .threads(3)
        .actorsPerThread(3)
        .check(getClass());
  }

  /** Threads that meet on hot keys, with the policy being replaced under them all the time. */
  @Test
  void shouldAdmitExactlyTheLimitWhileThePolicyIsReplaced() throws Exception {
    int limit = 2_000;
    Rule all = Rule.limit("all", Limit.of(new FixedWindow(limit, DAY)));
    Rule each = eachUpTo(limit / 4);
    Diana racing = new Diana(Policy.of(all, each), () -> 0);
    Callable<Integer> replacing =
        () -> {
          for (int round = 0; round < 100; round++) {
            racing.use(round % 2 == 0 ? Policy.of(each, all) : Policy.of(all, each));
          }
          return 0;
        };
    assertThat(admitted(racing, limit, replacing)).isEqualTo(limit);
  }

  /** Those who still decide under the policy before are reported with the others, and no less. */
  @Test
  void shouldReportAllWhoPassedWhileTheRuleBeginsAnew() throws Exception {
    int asks = 100_000;
    Diana racing = new Diana(Policy.of(eachUpTo(asks)), () -> 0);
    Callable<Integer> replacing =
        () -> {
          long reported = 0;
          for (int round = 1; round <= 100; round++) {
            racing.use(Policy.of(eachUpTo(asks + round)));
            long now = reported(racing);
            assertThat(now).isGreaterThanOrEqualTo(reported);
            reported = now;
          }
          return 0;
        };
    int admitted = admitted(racing, asks, replacing);
    assertThat(reported(racing)).isEqualTo(admitted).isEqualTo((long) THREADS * asks);
  }

  private static Rule eachUpTo(int limit) {
    return Rule.limit("each", Limit.of(new FixedWindow(limit, DAY), Keys.attribute("account")));
  }

  private static long reported(Diana diana) {
    return diana.report().get(0).admitted();
  }

  /** How many of all threads' requests pass while something else happens. */
  private static int admitted(Diana racing, int asks, Callable<Integer> meanwhile)
      throws Exception {
    List<Callable<Integer>> runs = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int own = thread;
      runs.add(() -> {
        Verdict verdict = racing.verdict();
        int admitted = 0;
        for (int ask = 0; ask < asks; ask++) {
          admitted += racing.decide(Ask.by("a" + (own + ask) % 5), verdict) ? 1 : 0;
        }
        return admitted;
      });
    }
    runs.add(meanwhile);
    ExecutorService pool = Executors.newFixedThreadPool(runs.size());
    int admitted = 0;
    for (Future<Integer> run : pool.invokeAll(runs)) {
      admitted += run.get();
    }
    pool.shutdown();
    return admitted;
  }
}
