package io.millrace.diana.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.StatefulRedisConnection;
import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.Ticker;
import io.millrace.diana.Verdict;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.LeakyBucket;
import io.millrace.diana.algorithm.SlidingCounter;
import io.millrace.diana.algorithm.SlidingLog;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import io.millrace.diana.rule.Rule.OnFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A rule under the same name that counts otherwise than before: what lies in a real Redis under the
 * old policy means nothing to the new one, and the other rules' counts go on.
 */
final class ChangedRuleTest {
  private static final long SECOND = 1_000_000_000;
  private static final long HOUR = 3_600 * SECOND;
  private static final long DAY = 24 * HOUR;

  /** Generous, since the machine that runs tests may be busy with others. */
  private static final Duration BOUND = Duration.ofSeconds(60);

  private static RedisProcess redis;
  private static StatefulRedisConnection<byte[], byte[]> connection;

  @BeforeAll
  static void start() {
    redis = new RedisProcess();
    connection = redis.connection();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private static Diana node(String namespace, Rule... rules) {
    RedisCounts counts =
        new RedisCounts(connection.async(), new Namespace(namespace, "secret"), "node", BOUND);
    return new Diana(Policy.of(rules), Ticker.ofMachine(), counts);
  }

  private static Rule rule(String name, Algorithm algorithm) {
    return Rule.limit(
        name, Limit.of(algorithm, Keys.attribute("account")).shared(OnFailure.CLOSED));
  }

  private static Request ann() {
    return Request.of(attribute -> "ann");
  }

  private static int place(Verdict verdict, String rule) {
    for (int limit = 0; limit < verdict.size(); limit++) {
      if (verdict.rule(limit).equals(rule)) {
        return limit;
      }
    }
    throw new AssertionError(rule + " was not asked: " + verdict.refusedBy());
  }

  /** Of all that can follow upon another: each kind, a period, its scale, a limit and a burst. */
  private static Stream<Algorithm> ways() {
    return Stream.of(
        new FixedWindow(10, DAY),
        new FixedWindow(10, 2 * DAY),
        new FixedWindow(20, DAY),
        new SlidingCounter(10, DAY),
        new SlidingLog(10, DAY),
        new SlidingLog(10, HOUR),
        new TokenBucket(1, DAY, 10),
        new TokenBucket(1, HOUR, 10),
        new TokenBucket(1, DAY, 20),
        new LeakyBucket(1, DAY, 10));
  }

  @TestFactory
  Stream<DynamicTest> shouldBeginAnewUnderARuleThatCountsOtherwise() {
    return ways()
        .map(before ->
            DynamicTest.dynamicTest(
                before.describe(),
                () ->
                    ways()
                        .filter(after -> !after.describe().equals(before.describe()))
                        .forEach(after -> change(before, after))));
  }

  private static void change(Algorithm before, Algorithm after) {
    String namespace = (before.describe() + "-" + after.describe()).replaceAll("[^A-Za-z0-9]", "");
    Rule stays = rule("stays", new SlidingLog(100, DAY));
    Diana diana = node(namespace.substring(0, Math.min(64, namespace.length())), stays);
    diana.use(Policy.of(rule("changes", before), stays));
    for (int request = 0; request < 4; request++) {
      assertThat(diana.decide(ann()).isAdmitted()).isTrue();
    }
    diana.use(Policy.of(rule("changes", after), stays));
    Verdict verdict = diana.decide(ann());
    assertThat(verdict.left(place(verdict, "changes")))
        .as("%s after %s", after, before)
        .isEqualTo(after.quota().limit() - 1);
    assertThat(verdict.left(place(verdict, "stays"))).isEqualTo(95);
    assertThat(diana.isAlone()).isFalse();
    // What was there before is there still, should the change be taken back.
    diana.use(Policy.of(rule("changes", before), stays));
    Verdict back = diana.decide(ann());
    assertThat(back.left(place(back, "changes"))).isEqualTo(before.quota().limit() - 5);
  }

  /** Account and device may have the same text. */
  @Test
  void shouldBeginAnewUnderAnotherKey() {
    Limit limit = Limit.of(new FixedWindow(3, DAY)).shared(OnFailure.CLOSED);
    Diana diana = node("keys", Rule.limit("r", by(limit, "account")));
    for (int request = 0; request < 3; request++) {
      assertThat(diana.decide(ann()).isAdmitted()).isTrue();
    }
    diana.use(Policy.of(Rule.limit("r", by(limit, "device"))));
    assertThat(diana.decide(ann()).left(0)).isEqualTo(2);
  }

  private static Limit by(Limit limit, String... attributes) {
    return new Limit(
        Arrays.stream(attributes).map(Keys::attribute).toList(),
        limit.missing(),
        limit.algorithm(),
        limit.cost(),
        limit.counting(),
        limit.onFailure(),
        limit.shadow(),
        limit.status(),
        limit.keysMax(),
        limit.lease());
  }

  /** What matters to nobody's counts: status, cost, room, lease, what is done on failure. */
  @Test
  void shouldGoOnWhereARuleCountsAsBefore() {
    Limit limit =
        Limit.of(new FixedWindow(10, DAY), Keys.attribute("account")).shared(OnFailure.CLOSED);
    Diana diana = node("same", Rule.limit("r", limit));
    assertThat(diana.decide(ann()).left(0)).isEqualTo(9);
    diana.use(
        Policy.of(
            Rule.limit(
                "r", limit.withStatus(503).withCost(2).withKeysMax(7).onFailure(OnFailure.OPEN))));
    assertThat(diana.decide(ann()).left(0)).isEqualTo(7);
    diana.use(Policy.of(Rule.limit("r", limit.leased(3))));
    assertThat(diana.decide(ann()).isAdmitted()).isTrue();
    diana.use(Policy.of(Rule.limit("r", limit)));
    assertThat(diana.decide(ann()).left(0)).isEqualTo(3);
  }

  /** A policy reaches one process after the other: until then each counts as its own says. */
  @Test
  void shouldNotConfuseProcessesThatHaveTheOldPolicyStill() {
    Diana old = node("rolling", rule("r", new FixedWindow(10, DAY)));
    Diana ahead = node("rolling", rule("r", new SlidingLog(10, DAY)));
    int admitted = 0;
    for (int request = 0; request < 15; request++) {
      admitted += old.decide(ann()).isAdmitted() ? 1 : 0;
      admitted += ahead.decide(ann()).isAdmitted() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(20);
    assertThat(old.isAlone() || ahead.isAlone()).isFalse();
  }
}
