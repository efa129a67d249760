package io.millrace.diana;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.Explanation.Says;
import io.millrace.diana.algorithm.AdaptiveConcurrency;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.Concurrency;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.LeakyQueue;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.AddressBlock;
import io.millrace.diana.rule.Condition;
import io.millrace.diana.rule.Conditions;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Route;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import io.millrace.diana.rule.Rule.Missing;
import io.millrace.diana.rule.Rule.OnFailure;
import io.millrace.diana.rule.Scratch;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DianaTest {
  private static final long SECOND = 1_000_000_000;

  private final HandClock clock = new HandClock();

  private static Algorithm aSecond(long limit) {
    return new TokenBucket(limit, SECOND, limit);
  }

  private Diana diana(Rule... rules) {
    return new Diana(Policy.of(rules), clock);
  }

  private static int admitted(Diana diana, Request request, int times) {
    int admitted = 0;
    Verdict verdict = diana.verdict();
    for (int time = 0; time < times; time++) {
      admitted += diana.decide(request, verdict) ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void shouldCountEachKeyByItself() {
    Diana diana =
        diana(Rule.limit("per-account", Limit.of(aSecond(3), Keys.attribute(Request.ACCOUNT))));
    assertThat(admitted(diana, Ask.by("ann"), 5)).isEqualTo(3);
    assertThat(admitted(diana, Ask.by("bob"), 5)).isEqualTo(3);
    clock.turn(Duration.ofSeconds(1));
    assertThat(admitted(diana, Ask.by("ann"), 5)).isEqualTo(3);
  }

  @Test
  void shouldCountGloballyByAddressDeviceHeaderAndCombination() {
    Route route = Route.of("GET /search");
    Diana diana =
        diana(
            Rule.limit("global", Limit.of(aSecond(100))),
            Rule.limit("address", Limit.of(aSecond(50), Keys.address())),
            Rule.limit("device", Limit.of(aSecond(20), Keys.attribute(Request.DEVICE))),
            Rule.limit("key", Limit.of(aSecond(10), Keys.header("X-Api-Key"))),
            Rule.limit(
                "account-on-search",
                Limit.of(
                    aSecond(5), Keys.attribute(Request.ACCOUNT), Keys.resource(List.of(route)))));
    assertThat(admitted(diana, Ask.get("/search").account("a"), 30)).isEqualTo(5);
    assertThat(admitted(diana, Ask.get("/other").account("a").header("x-api-key", "k"), 30))
        .isEqualTo(10);
    assertThat(admitted(diana, Ask.get("/other").device("d"), 30)).isEqualTo(20);
    assertThat(admitted(diana, Ask.get("/other").from("10.0.0.1"), 80)).isEqualTo(50);
    // 85 are gone, so this is what the global limit has left.
    assertThat(admitted(diana, Ask.get("/other").from("10.0.0.2"), 80)).isEqualTo(15);
  }

  @Test
  void shouldTakeAHouseholdOfV6ForOneAddress() {
    Diana diana = diana(Rule.limit("address", Limit.of(aSecond(2), Keys.address())));
    assertThat(admitted(diana, Ask.get("/").from("2001:db8::1"), 2)).isEqualTo(2);
    assertThat(admitted(diana, Ask.get("/").from("2001:db8::ffff:2"), 2)).isZero();
    assertThat(admitted(diana, Ask.get("/").from("2001:db8:0:1::1"), 2)).isEqualTo(2);
    assertThat(admitted(diana, Ask.get("/").from("192.0.2.1"), 1)).isEqualTo(1);
    assertThat(admitted(diana, Ask.get("/").from("192.0.2.2"), 1)).isEqualTo(1);
  }

  /** What one rule refuses is not counted by the others, whichever of them it is. */
  @Test
  void shouldCountThoseTogetherWhoseAddressNobodyCanRead() {
    Diana diana = diana(Rule.limit("per-address", Limit.of(aSecond(3), Keys.address())));
    assertThat(admitted(diana, Ask.get("/").from("unknown"), 2)).isEqualTo(2);
    assertThat(admitted(diana, Ask.get("/").from("[::1"), 2)).isEqualTo(1);
    assertThat(admitted(diana, Ask.get("/").from(""), 2)).isZero();
    assertThat(admitted(diana, Ask.get("/").from("192.0.2.1"), 5)).isEqualTo(3);
    assertThat(admitted(diana, Ask.get("/"), 5)).as("none at all, and skipped").isEqualTo(5);
    assertThat(diana.explain(Ask.get("/").from("unknown")).lines().get(0).key())
        .isEqualTo("unreadable");
  }

  /** Whatever a rule says of addresses: hiding one's own is never of use. */
  @Test
  void shouldTakeAnAddressThatNobodyCanReadForTheWorst() {
    Condition ours = Conditions.addresses(List.of(AddressBlock.of("10.0.0.0/8")));
    Condition theirs = Conditions.not(ours);
    Request hidden = Ask.get("/").from("unknown");
    assertThat(admitted(diana(Rule.deny("no", ours)), hidden, 1)).isZero();
    assertThat(admitted(diana(Rule.deny("no", theirs)), hidden, 1)).isZero();
    for (Condition each : List.of(ours, theirs, Conditions.all(List.of(ours, theirs)))) {
      Rule all = Rule.limit("all", Limit.of(aSecond(2)));
      assertThat(admitted(diana(all.when(each)), hidden, 3)).isEqualTo(2);
      assertThat(admitted(diana(all, Rule.exempt("from", each)), hidden, 3)).isEqualTo(2);
    }
    Request none = Ask.get("/");
    assertThat(admitted(diana(Rule.deny("no", ours)), none, 1)).isEqualTo(1);
    assertThat(admitted(diana(Rule.deny("no", theirs)), none, 1)).isZero();
  }

  @Test
  void shouldCountInAllRulesOrInNone() {
    Diana diana =
        diana(
            Rule.limit("wide", Limit.of(aSecond(10))),
            Rule.limit("narrow", Limit.of(aSecond(2), Keys.attribute(Request.ACCOUNT))),
            Rule.limit("other", Limit.of(aSecond(10), Keys.header("h"))));
    assertThat(admitted(diana, Ask.by("ann").header("h", "1"), 1_000)).isEqualTo(2);
    Verdict verdict = diana.decide(Ask.by("bob").header("h", "1"));
    assertThat(verdict.isAdmitted()).isTrue();
    assertThat(verdict.left(place(verdict, "wide"))).isEqualTo(7);
    assertThat(verdict.left(place(verdict, "other"))).isEqualTo(7);
    assertThat(verdict.left(place(verdict, "narrow"))).isEqualTo(1);
  }

  private static int place(Verdict verdict, String rule) {
    for (int limit = 0; limit < verdict.size(); limit++) {
      if (verdict.rule(limit).equals(rule)) {
        return limit;
      }
    }
    throw new AssertionError(rule);
  }

  @Test
  void shouldSayWhoRefusedAndWhenToComeAgain() {
    Diana diana =
        diana(
            Rule.limit("slow", Limit.of(new TokenBucket(1, 10 * SECOND, 1)).withStatus(503)),
            Rule.limit("quick", Limit.of(aSecond(1))),
            Rule.limit("wide", Limit.of(aSecond(100))));
    assertThat(diana.decide(Ask.get("/")).status()).isEqualTo(200);
    Verdict refused = diana.decide(Ask.get("/"));
    assertThat(refused.refusedBy()).containsExactlyInAnyOrder("slow", "quick");
    assertThat(refused.retryAfterNanos()).isEqualTo(10 * SECOND);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.isRetryUseful()).isTrue();
    assertThat(diana.decide(Ask.get("/").costing(101)).isRetryUseful()).isFalse();
  }

  @Test
  void shouldMultiplyCosts() {
    Diana diana = diana(Rule.limit("bytes", Limit.of(aSecond(100)).withCost(10)));
    assertThat(admitted(diana, Ask.get("/").costing(3), 9)).isEqualTo(3);
    assertThat(admitted(diana, Ask.get("/").costing(2), 9)).isZero();
    assertThat(admitted(diana, Ask.get("/"), 9)).isEqualTo(1);
    assertThat(admitted(diana, Ask.get("/").costing(Long.MAX_VALUE), 1)).isZero();
    assertThat(admitted(diana, Ask.get("/").costing(0), 1)).isEqualTo(1);
  }

  @Test
  void shouldRefuseNobodyAsAShadowAndCountWhatWasAdmitted() {
    Diana diana =
        diana(
            Rule.limit("shadow", Limit.of(aSecond(2)).shadowed()),
            Rule.limit("real", Limit.of(aSecond(5))));
    assertThat(admitted(diana, Ask.get("/"), 9)).isEqualTo(5);
    assertThat(diana.decide(Ask.get("/")).wouldRefuse()).containsExactly("shadow");
    RuleReport report = diana.report().get(0);
    assertThat(report.wouldRefuse()).isEqualTo(8);
    assertThat(report.refused()).isZero();
    assertThat(report.admitted()).isEqualTo(5);
  }

  @Test
  void shouldPutDenialsFirstAndThenExemptions() {
    Condition office = Conditions.addresses(List.of(AddressBlock.of("10.0.0.0/8")));
    Condition bad = Conditions.header("x", List.of("bad"));
    Diana diana =
        diana(
            Rule.limit("all", Limit.of(aSecond(1))),
            Rule.limit("each", Limit.of(aSecond(1), Keys.address())),
            Rule.exempt("office", office),
            new Rule(
                "health",
                List.of(Conditions.routes(List.of(Route.of("GET /health")))),
                new Rule.Exempt(Set.of("all"))),
            Rule.deny("bad", bad));
    assertThat(admitted(diana, Ask.get("/").from("10.1.1.1"), 9)).isEqualTo(9);
    assertThat(admitted(diana, Ask.get("/health").from("192.0.2.1"), 9)).isEqualTo(1);
    assertThat(admitted(diana, Ask.get("/health").from("192.0.2.2"), 9)).isEqualTo(1);
    assertThat(admitted(diana, Ask.get("/").from("192.0.2.3"), 9)).isEqualTo(1);
    Verdict denied = diana.decide(Ask.get("/").from("10.1.1.1").header("x", "bad"));
    assertThat(denied.status()).isEqualTo(403);
    assertThat(denied.refusedBy()).containsExactly("bad");
    assertThat(denied.isRetryUseful()).isFalse();
  }

  @Test
  void shouldSkipOrGatherThoseWhoLackAPartOfTheKey() {
    Limit limit = Limit.of(aSecond(2), Keys.attribute("account"), Keys.attribute("device"));
    Diana skipping = diana(Rule.limit("r", limit));
    assertThat(admitted(skipping, Ask.by("ann"), 9)).isEqualTo(9);
    Diana gathering = diana(Rule.limit("r", limit.withMissing(Missing.TOGETHER)));
    assertThat(admitted(gathering, Ask.by("x"), 9)).isEqualTo(2);
    assertThat(admitted(gathering, Ask.get("/").device("x"), 9)).isEqualTo(2);
    assertThat(admitted(gathering, Ask.get("/"), 9)).isEqualTo(2);
  }

  @Test
  void shouldHoldBackUnderAShaper() {
    Diana diana = diana(Rule.limit("r", Limit.of(new LeakyQueue(10, SECOND, 1))));
    assertThat(diana.decide(Ask.get("/")).delayNanos()).isZero();
    assertThat(diana.decide(Ask.get("/")).delayNanos()).isEqualTo(SECOND / 10);
    assertThat(diana.decide(Ask.get("/")).isAdmitted()).isFalse();
  }

  @Test
  void shouldGiveBackOnceWhatWasHeld() {
    Diana diana =
        diana(Rule.limit("r", Limit.of(new Concurrency(2), Keys.attribute(Request.ACCOUNT))));
    Verdict first = diana.decide(Ask.by("ann"));
    assertThat(admitted(diana, Ask.by("ann"), 5)).isEqualTo(1);
    diana.done(first, false);
    diana.done(first, false);
    assertThat(admitted(diana, Ask.by("ann"), 5)).isEqualTo(1);
  }

  /** A queue in front says nothing about the machine behind. */
  @Test
  void shouldNotTakeAShapersWaitForSlowness() {
    Diana diana =
        diana(
            Rule.limit("slots", Limit.of(new AdaptiveConcurrency(1, 4, SECOND))),
            Rule.limit("pace", Limit.of(new LeakyQueue(1, 10 * SECOND, 1))));
    for (int quick = 0; quick < 10; quick++) {
      diana.done(diana.decide(Ask.get("/")), false);
      clock.turn(Duration.ofSeconds(10));
    }
    diana.done(diana.decide(Ask.get("/")), false);
    Verdict held = diana.decide(Ask.get("/"));
    assertThat(held.left(place(held, "slots"))).as("3 was learnt").isEqualTo(2);
    assertThat(held.delayNanos()).isEqualTo(10 * SECOND);
    clock.turn(Duration.ofNanos(held.delayNanos() + SECOND / 2));
    diana.done(held, false);
    Verdict next = diana.decide(Ask.get("/"));
    assertThat(next.left(place(next, "slots"))).isEqualTo(2);
  }

  @Test
  void shouldKeepCountsOfRulesThatStayWhenThePolicyChanges() {
    Rule stays = Rule.limit("stays", Limit.of(aSecond(5), Keys.attribute(Request.ACCOUNT)));
    Rule changes = Rule.limit("changes", Limit.of(new FixedWindow(5, SECOND)));
    Diana diana = diana(stays, changes);
    assertThat(admitted(diana, Ask.by("ann"), 3)).isEqualTo(3);
    Rule otherwise =
        Rule.limit("stays", Limit.of(aSecond(5), Keys.attribute(Request.ACCOUNT)).withStatus(503));
    diana.use(
        Policy.of(
            Rule.limit("changes", Limit.of(new FixedWindow(50, SECOND))),
            Rule.limit("new", Limit.of(aSecond(100))),
            otherwise));
    Verdict verdict = diana.decide(Ask.by("ann"));
    assertThat(verdict.left(place(verdict, "stays"))).isEqualTo(1);
    assertThat(verdict.left(place(verdict, "changes"))).isEqualTo(49);
    assertThat(admitted(diana, Ask.by("ann"), 5)).isEqualTo(1);
    assertThat(diana.decide(Ask.by("ann")).status()).isEqualTo(503);
  }

  @Test
  void shouldExplainWithoutCounting() {
    Diana diana =
        diana(
            Rule.limit("account", Limit.of(aSecond(1), Keys.attribute(Request.ACCOUNT))),
            Rule.limit("device", Limit.of(aSecond(1), Keys.attribute(Request.DEVICE))),
            Rule.limit("posts", Limit.of(aSecond(1)))
                .when(Conditions.routes(List.of(Route.of("POST /**")))));
    assertThat(diana.explain(Ask.by("ann")).admitted()).isTrue();
    assertThat(diana.explain(Ask.by("ann")).admitted()).isTrue();
    assertThat(admitted(diana, Ask.by("ann"), 1)).isEqualTo(1);
    Explanation refused = diana.explain(Ask.by("ann"));
    assertThat(refused.admitted()).isFalse();
    assertThat(refused.lines())
        .extracting(Explanation.Line::says)
        .containsExactly(Says.REFUSES, Says.NOTHING, Says.NOTHING);
    assertThat(refused.lines().get(0).key()).isEqualTo("ann");
    assertThat(refused.lines().get(0).retryAfterNanos()).isEqualTo(SECOND);
    assertThat(refused.lines().get(1).reason()).contains("missing");
    assertThat(refused.lines().get(2).reason()).contains("POST /**");
  }

  @Test
  void shouldForgetAKeyWhenAnOperatorSaysSo() {
    Diana diana = diana(Rule.limit("r", Limit.of(aSecond(1), Keys.attribute(Request.ACCOUNT))));
    assertThat(admitted(diana, Ask.by("ann"), 2)).isEqualTo(1);
    assertThat(admitted(diana, Ask.by("bob"), 2)).isEqualTo(1);
    assertThat(diana.reset("r", Ask.by("ann"))).isTrue();
    assertThat(admitted(diana, Ask.by("ann"), 2)).isEqualTo(1);
    assertThat(admitted(diana, Ask.by("bob"), 2)).isZero();
    assertThat(diana.reset("other", Ask.by("ann"))).isFalse();
    assertThat(diana.reset("r", Ask.get("/"))).isFalse();
  }

  @Test
  void shouldNameTheHottestKeys() {
    Diana diana = diana(Rule.limit("r", Limit.of(aSecond(10), Keys.attribute(Request.ACCOUNT))));
    Verdict verdict = diana.verdict();
    for (int round = 0; round < 20_000; round++) {
      clock.turn(Duration.ofNanos(7));
      diana.decide(Ask.by("hot"), verdict);
      if (round % 3 == 0) {
        diana.decide(Ask.by("warm"), verdict);
      }
      diana.decide(Ask.by("cold" + round), verdict);
    }
    List<HotKey> hottest = diana.hottest(2);
    assertThat(hottest).extracting(HotKey::key).containsExactly("hot", "warm");
    assertThat(hottest.get(0).asked()).isBetween(15_000L, 26_000L);
    assertThat(hottest.get(0).refused()).isGreaterThan(15_000L);
  }

  /** Each key stands there once, with the counts that it had, and nothing holds an old table. */
  @Test
  void shouldNameTheHottestKeysOfThePolicyInForce() {
    Limit limit = Limit.of(aSecond(10), Keys.attribute(Request.ACCOUNT));
    Rule stays = Rule.limit("stays", limit);
    Diana diana = diana(stays, Rule.limit("changes", limit), Rule.limit("goes", limit));
    ask(diana, "hot", 2_000);
    assertThat(diana.hottest(9)).hasSize(3);
    long asked = heat(diana, "stays");
    diana.use(
        Policy.of(
            Rule.limit("stays", limit.withStatus(503)),
            Rule.limit("changes", Limit.of(aSecond(11), Keys.attribute(Request.ACCOUNT)))));
    assertThat(diana.hottest(9)).extracting(HotKey::rule).containsExactly("stays");
    ask(diana, "hot", 2_000);
    assertThat(diana.hottest(9))
        .extracting(HotKey::rule)
        .containsExactlyInAnyOrder("stays", "changes");
    assertThat(heat(diana, "stays")).isGreaterThan(asked);
  }

  private void ask(Diana diana, String account, int times) {
    Verdict verdict = diana.verdict();
    for (int time = 0; time < times; time++) {
      clock.turn(Duration.ofNanos(7));
      diana.decide(Ask.by(account), verdict);
    }
  }

  private static long heat(Diana diana, String rule) {
    return diana.hottest(9).stream()
        .filter(key -> key.rule().equals(rule))
        .mapToLong(HotKey::asked)
        .sum();
  }

  @Test
  void shouldReportOneRuleAsItReportsAll() {
    Diana diana =
        diana(Rule.limit("one", Limit.of(aSecond(1))), Rule.limit("two", Limit.of(aSecond(3))));
    assertThat(admitted(diana, Ask.by("ann"), 2)).isEqualTo(1);
    assertThat(diana.report())
        .containsExactly(diana.report("one"), diana.report("two"))
        .extracting(RuleReport::refused)
        .containsExactly(1L, 0L);
    assertThat(diana.report("three")).isNull();
  }

  /** A rule that throws does as it was told to do then, and the others go on. */
  @Test
  void shouldFailOpenOrClosed() {
    Condition broken =
        new Condition() {
          @Override
          public boolean holds(Request request, Scratch scratch) {
            throw new IllegalStateException("broken");
          }

          @Override
          public String describe() {
            return "broken";
          }
        };
    Limit limit = Limit.of(aSecond(1));
    Diana open =
        diana(Rule.limit("broken", limit).when(broken), Rule.limit("well", Limit.of(aSecond(2))));
    assertThat(admitted(open, Ask.get("/"), 5)).isEqualTo(2);
    assertThat(open.report().get(0).failed()).isEqualTo(5);
    Diana closed = diana(Rule.limit("broken", limit.onFailure(OnFailure.CLOSED)).when(broken));
    Verdict refused = closed.decide(Ask.get("/"));
    assertThat(refused.isAdmitted()).isFalse();
    assertThat(refused.isFailed()).isTrue();
    assertThat(refused.status()).isEqualTo(503);
  }
}
