package io.millrace.diana.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.diana.Diana;
import io.millrace.diana.Explanation;
import io.millrace.diana.Request;
import io.millrace.diana.Ticker;
import io.millrace.diana.Verdict;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.SlidingCounter;
import io.millrace.diana.algorithm.SlidingLog;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import io.millrace.diana.rule.Rule.OnFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Several nodes and one real Redis, which is killed, frozen, emptied and made to forget scripts.
 */
final class RedisCountsTest {
  private static final long DAY = 86_400_000_000_000L;

  /** Generous, since the machine that runs tests may be busy with others. */
  private static final Duration BOUND = Duration.ofMillis(500);

  private static final Duration SHORT_BOUND = Duration.ofMillis(30);

  private final RedisProcess redis = new RedisProcess();
  private final List<RedisCounts> counts = new ArrayList<>();

  @AfterEach
  void stop() {
    redis.close();
  }

  private static Request by(String account) {
    return Request.of(attribute -> account);
  }

  private Diana node(Duration bound, Rule... rules) {
    StatefulRedisConnection<byte[], byte[]> connection = redis.connection();
    RedisCounts own =
        new RedisCounts(
            connection.async(), new Namespace("test", "secret"), "node-" + counts.size(), bound);
    counts.add(own);
    return new Diana(Policy.of(rules), Ticker.ofMachine(), own);
  }

  private static Rule shared(long limit) {
    return Rule.limit(
        "r",
        Limit.of(new FixedWindow(limit, DAY), Keys.attribute("account")).shared(OnFailure.LOCAL));
  }

  private static int admitted(Diana diana, String account, int times) {
    Verdict verdict = diana.verdict();
    int admitted = 0;
    for (int time = 0; time < times; time++) {
      admitted += diana.decide(by(account), verdict) ? 1 : 0;
    }
    return admitted;
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldAdmitExactlyTheLimitOverFourNodes() throws Exception {
    List<Diana> nodes = new ArrayList<>();
    for (int node = 0; node < 4; node++) {
      nodes.add(
          node(
              BOUND,
              shared(300),
              Rule.limit(
                  "log",
                  Limit.of(new SlidingLog(250, DAY), Keys.attribute("account"))
                      .shared(OnFailure.LOCAL)),
              Rule.limit("all", Limit.of(new TokenBucket(1, DAY, 400)).shared(OnFailure.LOCAL)),
              Rule.limit(
                  "counter", Limit.of(new SlidingCounter(1_000, DAY)).shared(OnFailure.LOCAL))));
    }
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Callable<Integer>> runs = new ArrayList<>();
    nodes.forEach(node -> runs.add(() -> admitted(node, "ann", 200)));
    int admitted = 0;
    for (Future<Integer> run : pool.invokeAll(runs)) {
      admitted += run.get();
    }
    pool.shutdown();
    assertThat(admitted).isEqualTo(250);
    // What was refused 550 times by one rule was counted by no other.
    assertThat(admitted(nodes.get(0), "bob", 500)).isEqualTo(150);
    assertThat(nodes.get(0).isAlone()).isFalse();
  }

  @Test
  void shouldCountByItselfWhileRedisIsDeadAndWithTheOthersAgain() throws Exception {
    Diana one = node(BOUND, shared(100));
    Diana two = node(BOUND, shared(100));
    counts.forEach(RedisCounts::beat);
    counts.forEach(RedisCounts::beat);
    assertThat(counts.get(0).nodes()).isEqualTo(2);
    assertThat(admitted(one, "ann", 30)).isEqualTo(30);
    redis.kill();
    // 30 of one's 50 are used up; two has used none of its own.
    assertThat(admitted(one, "ann", 200)).isEqualTo(20);
    assertThat(admitted(two, "ann", 200)).isEqualTo(50);
    assertThat(one.isAlone()).isTrue();
    redis.start();
    until(redis::answers);
    until(() -> {
      one.decide(by("nobody"));
      two.decide(by("nobody"));
      return !one.isAlone() && !two.isAlone();
    });
    // Redis has forgotten the 30; what was admitted since, it is told of by each node.
    int later = admitted(one, "ann", 200) + admitted(two, "ann", 200);
    assertThat(20 + 50 + later).isLessThanOrEqualTo(100 + 50);
    assertThat(30 + 20 + 50 + later).isLessThanOrEqualTo(200);
  }

  @Test
  void shouldNotWaitForARedisThatHangs() throws Exception {
    Diana diana = node(SHORT_BOUND, shared(1_000_000));
    until(() -> {
      diana.decide(by("warm"));
      return !diana.isAlone();
    });
    redis.freeze();
    long begin = Ticker.ofMachine().nanos();
    assertThat(admitted(diana, "ann", 5_000)).isEqualTo(5_000);
    long took = Ticker.ofMachine().nanos() - begin;
    redis.thaw();
    assertThat(diana.isAlone()).isTrue();
    // Three wait for the bound, and one every half second; the others not at all.
    assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(3));
    until(() -> {
      diana.decide(by("nobody"));
      return !diana.isAlone();
    });
  }

  /** Whoever comes while calls are under way waits for company, and is counted exactly. */
  @Test
  void shouldSendTogetherWhatCameMeanwhile() throws Exception {
    Diana diana = node(Duration.ofSeconds(60), shared(30));
    diana.decide(by("warm"));
    RedisCommands<String, String> plain = redis.plain().sync();
    plain.configResetstat();
    redis.freeze();
    AtomicInteger admitted = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < 40; thread++) {
      Thread asking =
          new Thread(() -> admitted.addAndGet(admitted(diana, "ann", 1)), "asks-" + thread);
      threads.add(asking);
      asking.start();
    }
    for (Thread thread : threads) {
      until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }
    redis.thaw();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(admitted).hasValue(30);
    // Two were under way, and all others fitted into the third.
    assertThat(plain.info("commandstats")).contains("cmdstat_evalsha:calls=3,");
  }

  @Test
  void shouldGoOnWhenScriptsAreForgotten() {
    Diana diana = node(BOUND, shared(10));
    assertThat(admitted(diana, "ann", 4)).isEqualTo(4);
    redis.plain().sync().scriptFlush();
    assertThat(admitted(diana, "ann", 20)).isEqualTo(6);
    assertThat(diana.isAlone()).isFalse();
  }

  /**
   * The primary dies, its replica is promoted, and what stood before them leads there: counts go on
   * where they were.
   */
  @Test
  void shouldGoOnWithTheCountsOfAReplicaThatTakesOver() throws Exception {
    try (RedisProcess replica = new RedisProcess();
        Doorway doorway = new Doorway(redis.port())) {
      RedisCommands<String, String> second = replica.plain().sync();
      second.replicaof("127.0.0.1", redis.port());
      Diana diana =
          new Diana(
              Policy.of(shared(100)),
              Ticker.ofMachine(),
              new RedisCounts(
                  redis.connection(doorway.port()).async(),
                  new Namespace("test", "secret"),
                  "node",
                  BOUND));
      assertThat(admitted(diana, "ann", 30)).isEqualTo(30);
      until(() -> redis.plain().sync().waitForReplication(1, 100) == 1);
      redis.kill();
      second.replicaofNoOne();
      doorway.leadTo(replica.port());
      until(() -> {
        diana.decide(by("nobody"));
        return !diana.isAlone();
      });
      // The scripts are new there, too.
      assertThat(admitted(diana, "ann", 200)).isEqualTo(70);
    }
  }

  @Test
  void shouldBeginAfreshWhenRedisIsEmptied() {
    Diana diana = node(BOUND, shared(10));
    assertThat(admitted(diana, "ann", 20)).isEqualTo(10);
    redis.plain().sync().flushall();
    assertThat(admitted(diana, "ann", 20)).isEqualTo(10);
    assertThat(diana.isAlone()).isFalse();
  }

  /** It answers at once, with an error, and what it has counted stays. */
  @Test
  void shouldCountByItselfWhileRedisIsFull() throws Exception {
    Diana diana = node(BOUND, shared(10));
    Diana closed =
        node(
            BOUND,
            Rule.limit("c", Limit.of(new SlidingLog(10, DAY)).shared(OnFailure.CLOSED)),
            shared(10));
    assertThat(admitted(diana, "ann", 4)).isEqualTo(4);
    RedisCommands<String, String> plain = redis.plain().sync();
    plain.configSet("maxmemory", "1");
    assertThat(admitted(diana, "ann", 20)).isEqualTo(6);
    assertThat(diana.isAlone()).isTrue();
    assertThat(closed.decide(by("bob")).status()).isEqualTo(503);
    counts.forEach(RedisCounts::beat);
    plain.configSet("maxmemory", "0");
    until(() -> {
      diana.decide(by("nobody"));
      return !diana.isAlone();
    });
    // It hears of the six, and bob was counted under no rule.
    assertThat(admitted(diana, "ann", 20)).isZero();
    assertThat(admitted(closed, "bob", 20)).isEqualTo(10);
  }

  @Test
  void shouldForgetAKey() {
    Diana diana = node(BOUND, shared(3));
    assertThat(admitted(diana, "ann", 9)).isEqualTo(3);
    assertThat(diana.reset("r", by("ann"))).isTrue();
    assertThat(admitted(diana, "ann", 9)).isEqualTo(3);
  }

  /** With all kinds: what is explained is what the next one hears, and explaining takes nothing. */
  @Test
  void shouldExplainWhatAnotherNodeUsedUp() {
    for (Algorithm algorithm :
        List.of(
            new FixedWindow(3, DAY),
            new SlidingCounter(3, DAY),
            new SlidingLog(3, DAY),
            new TokenBucket(1, DAY, 3))) {
      Rule rule =
          Rule.limit("r", Limit.of(algorithm, Keys.attribute("account")).shared(OnFailure.CLOSED));
      Diana uses = node(BOUND, rule);
      Diana asks = node(BOUND, rule);
      for (int left = 3; left > 0; left--) {
        List<String> keys = redis.plain().sync().keys("*");
        Explanation told = asks.explain(by("ann"));
        assertThat(told.admitted()).isTrue();
        assertThat(told.lines().get(0).left()).as("%s", algorithm).isEqualTo(left);
        assertThat(redis.plain().sync().keys("*")).hasSameElementsAs(keys);
        assertThat(admitted(uses, "ann", 1)).isEqualTo(1);
      }
      Explanation told = asks.explain(by("ann"));
      assertThat(told.admitted()).as("%s", algorithm).isFalse();
      assertThat(told.lines().get(0).retryAfterNanos()).isPositive();
    }
  }

  @Test
  void shouldLeaveNothingBehindThatDoesNotExpire() {
    Diana diana =
        node(
            BOUND,
            shared(3),
            Rule.limit("log", Limit.of(new SlidingLog(5, DAY)).shared(OnFailure.LOCAL)),
            Rule.limit("bucket", Limit.of(new TokenBucket(1, DAY, 5)).shared(OnFailure.LOCAL)));
    diana.decide(by("ann"));
    counts.forEach(RedisCounts::beat);
    List<String> keys = redis.plain().sync().keys("*");
    assertThat(keys).hasSize(4).allMatch(key -> key.startsWith("{test}"));
    for (String key : keys) {
      long lives = redis.plain().sync().pttl(key);
      assertThat(lives).as(key).isPositive();
      // A count that lies there for a day must not be forgotten before.
      if (key.contains("log") || key.contains("bucket")) {
        assertThat(lives).as(key).isGreaterThan(DAY / 1_000_000 - 60_000);
      }
    }
  }

  /** Processes that are started while Redis is away know of each other what they were told. */
  @Test
  void shouldTakeItsShareOfWhatIsExpectedUntilRedisHasSaidHowManyThereAre() {
    int admitted = 0;
    for (int node = 0; node < 4; node++) {
      RedisCounts away =
          new RedisCounts(() -> null, new Namespace("test", "secret"), "n", BOUND, 4);
      away.beat();
      assertThat(away.nodes()).isEqualTo(4);
      admitted += admitted(new Diana(Policy.of(shared(100)), Ticker.ofMachine(), away), "ann", 200);
    }
    assertThat(admitted).isEqualTo(100);
    StatefulRedisConnection<byte[], byte[]> connection = redis.connection();
    RedisCounts told =
        new RedisCounts(connection::async, new Namespace("test", "secret"), "n", BOUND, 4);
    for (int beat = 0; beat < 3; beat++) {
      told.beat();
      assertThat(told.nodes()).isEqualTo(4); // the others may be about to start
    }
    told.beat();
    assertThat(told.nodes()).isEqualTo(1);
    assertThatThrownBy(
            () -> new RedisCounts(() -> null, new Namespace("test", "secret"), "n", BOUND, 0))
        .hasMessageContaining("at least this one");
  }

  @Test
  void shouldCountTheNodesThatAreAlive() {
    node(BOUND);
    node(BOUND);
    node(BOUND);
    counts.forEach(RedisCounts::beat);
    counts.forEach(RedisCounts::beat);
    assertThat(counts).allMatch(each -> each.nodes() == 3);
    redis.plain().sync().zadd(nodes("test", "secret"), 1, "node-1");
    for (int beat = 0; beat < 3; beat++) {
      counts.get(0).beat();
      assertThat(counts.get(0).nodes()).isEqualTo(3); // it may have been late
    }
    counts.get(0).beat();
    assertThat(counts.get(0).nodes()).isEqualTo(2);
    redis.plain().sync().flushall();
    counts.get(0).beat();
    assertThat(counts.get(0).nodes()).isEqualTo(2); // the other has had no time to be heard of
    redis.kill();
    counts.get(0).beat();
    assertThat(counts.get(0).nodes()).isEqualTo(2);
  }

  private static String nodes(String namespace, String secret) {
    return new String(new Namespace(namespace, secret).nodes(), StandardCharsets.US_ASCII);
  }

  /**
   * Each time it first hears of one; whoever believed it would take the whole limit for his share.
   */
  @Test
  void shouldNotTakeOthersForGoneHoweverOftenRedisIsEmptied() {
    node(BOUND);
    node(BOUND);
    counts.forEach(RedisCounts::beat);
    counts.forEach(RedisCounts::beat);
    for (int time = 0; time < 10; time++) {
      redis.plain().sync().flushall();
      counts.get(0).beat();
      assertThat(counts.get(0).nodes()).isEqualTo(2);
    }
  }

  /** Two installations that took the same name share a Redis, and no limit. */
  @Test
  void shouldCountAsNodesOnlyThoseWithItsSecret() {
    RedisCounts own = counts("secret", "a");
    RedisCounts strange = counts("other secret", "b");
    own.beat();
    strange.beat();
    own.beat();
    assertThat(own.nodes()).isEqualTo(1);
    assertThat(strange.nodes()).isEqualTo(1);
    assertThat(nodes("test", "secret")).startsWith("{test}/nodes:").doesNotContain("secret");
  }

  /** Redis's clock was set back by an hour, and a node that it had heard of is gone. */
  @Test
  void shouldNotCountForAnHourANodeThatIsGone() {
    RedisCounts own = counts("secret", "a");
    own.beat();
    double hourAhead = Double.parseDouble(redis.plain().sync().time().get(0)) * 1_000 + 3_600_000;
    redis.plain().sync().zadd(nodes("test", "secret"), hourAhead, "gone");
    for (int beat = 0; beat < 4; beat++) {
      own.beat();
    }
    assertThat(own.nodes()).isEqualTo(1);
  }

  private RedisCounts counts(String secret, String node) {
    return new RedisCounts(redis.connection().async(), new Namespace("test", secret), node, BOUND);
  }

  @Test
  void shouldRefuseABoundThatMakesNoSense() {
    for (Duration bound :
        List.of(
            Duration.ZERO,
            Duration.ofMillis(-20),
            RedisCounts.BOUND_MAX.plusNanos(1),
            Duration.ofSeconds(Long.MAX_VALUE))) {
      Namespace namespace = new Namespace("test", "secret");
      assertThatThrownBy(() -> new RedisCounts(() -> null, namespace, "n", bound, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the bound, how long a request waits for Redis, is " + bound);
      assertThatThrownBy(() -> new RedisAnswers(redis.connection().async(), namespace, bound))
          .hasMessageContaining("the bound");
    }
  }
}
