package io.millrace.delivery.party;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.delivery.CallFile;
import io.millrace.delivery.http.Post;
import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.http.PostResult.Answered;
import io.millrace.delivery.party.CallResult.Done;
import io.millrace.delivery.party.CallResult.Failed;
import io.millrace.delivery.party.CallResult.Held;
import io.millrace.delivery.party.CallResult.Obstacle;
import io.millrace.model.Secret;
import io.millrace.node.delivery.CallSearch;
import io.millrace.node.delivery.PartyStatus;
import io.millrace.node.delivery.PartyStatus.BreakerState;
import io.millrace.testkit.SimulatedClock;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is sent to a party how often, and what is not. Pauses move the clock and wait for nothing.
 */
class PartyTest {

  private static final PostResult WELL = answered(200, "{\"id\":\"p-1\"}");
  private static final PartySettings USUAL =
      PartySettings.of("bank", URI.create("https://bank.example/v1"));

  @TempDir Path directory;

  private final SimulatedClock clock = new SimulatedClock(1_800_000_000_000L);
  private final List<Post> sent = new ArrayList<>();
  private final List<Duration> limits = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private final ArrayDeque<PostResult> answers = new ArrayDeque<>();
  private CallFile log;

  @BeforeEach
  void open() {
    log = new CallFile(directory.resolve("calls.db"));
  }

  @AfterEach
  void close() {
    log.close();
  }

  private static PostResult answered(int status, String body) {
    return new Answered(status, "HTTP " + status, null, body);
  }

  private static PostResult failed(PostResult.Failure why, boolean mayHaveArrived) {
    return new PostResult.Failed(why, "as the test wants it", mayHaveArrived);
  }

  /** What the party does next; when there is no more, it does well. */
  private void next(PostResult... results) {
    answers.addAll(Arrays.asList(results));
  }

  private void always(PostResult result, int times) {
    for (int i = 0; i < times; i++) {
      answers.add(result);
    }
  }

  private Party party(PartySettings settings) {
    return new Party(settings, this::send, parts(log));
  }

  private Party.Parts parts(CallLog into) {
    return new Party.Parts(
        into,
        new Reversing(),
        clock,
        time -> {
          pauses.add(time);
          clock.passMillis(time.toMillis());
          return true;
        },
        new SplittableRandom(1));
  }

  private PostResult send(Post post, Duration max) {
    sent.add(post);
    limits.add(max);
    return answers.isEmpty() ? WELL : answers.remove();
  }

  /** Not a cipher, but nobody reads what it closed by chance. */
  static final class Reversing implements CallSeal {
    @Override
    public Secret close(String party, byte[] plain) {
      return new Secret(turned(plain));
    }

    private static byte[] turned(byte[] plain) {
      byte[] turned = new byte[plain.length];
      for (int i = 0; i < plain.length; i++) {
        turned[i] = (byte) ~plain[i];
      }
      return turned;
    }

    @Override
    public byte @Nullable [] open(String party, Secret sealed) {
      return party.equals("bank") ? turned(sealed.bytes()) : null;
    }
  }

  private static Call get(String path) {
    return new Call("GET", path, List.of(), "", "mill", "order-1", null);
  }

  private static Call pay(@Nullable String key) {
    return new Call(
        "POST",
        "/payments?merchant=7",
        List.of(new Post.Field("Authorization", "Bearer abc")),
        "{\"amount\":5,\"card\":{\"pan\":\"4111111111111111\"},\"token\":\"t-1\"}",
        "mill",
        "order-1",
        key);
  }

  private static PartySettings with(Retry retry) {
    return new PartySettings(
        USUAL.name(),
        USUAL.baseUrl(),
        USUAL.form(),
        USUAL.timeouts(),
        retry,
        USUAL.breaker(),
        USUAL.callsMax(),
        USUAL.rate(),
        new PartySettings.Audience.Nobody());
  }

  private static PartySettings with(PartySettings.Breaker breaker, int callsMax, int burst) {
    return new PartySettings(
        USUAL.name(),
        USUAL.baseUrl(),
        USUAL.form(),
        USUAL.timeouts(),
        new Retry(Map.of()),
        breaker,
        callsMax,
        new PartySettings.Rate(10, burst),
        new PartySettings.Audience.Nobody());
  }

  private static PartySettings nervous() {
    return with(new PartySettings.Breaker(50, 10, 4, Duration.ofSeconds(15), 2), 32, 1_000);
  }

  @Test
  void shouldGiveBackWhatThePartyAnswers() {
    assertThat(party(USUAL).call(get("/payments/1")))
        .isEqualTo(new Done(200, "{\"id\":\"p-1\"}", 1));
    assertThat(sent.getFirst().url()).isEqualTo(URI.create("https://bank.example/v1/payments/1"));
    assertThat(sent.getFirst().method()).isEqualTo("GET");
    assertThat(sent.getFirst().sender()).as("what no shop is called").isEqualTo("party bank");
  }

  /** Or the party would do it once for each try. */
  @Test
  void shouldPassTheSameIdempotencyKeyOnAtEachTry() {
    next(failed(PostResult.Failure.TIMED_OUT, true), answered(503, ""));
    assertThat(party(USUAL).call(pay("key-1"))).isEqualTo(new Done(200, "{\"id\":\"p-1\"}", 3));
    assertThat(sent)
        .hasSize(3)
        .allSatisfy(
            post -> assertThat(post.fields()).contains(new Post.Field("Idempotency-Key", "key-1")));
  }

  @Test
  void shouldNotRepeatWhatMayHaveBeenDoneWithoutAKey() {
    next(failed(PostResult.Failure.TIMED_OUT, true));
    CallResult result = party(USUAL).call(pay(null));
    assertThat(sent).hasSize(1);
    assertThat(result)
        .isEqualTo(new Failed(FailureKind.TIMED_OUT, 0, "", "as the test wants it", 0, true, 1));
  }

  @Test
  void shouldRepeatWhatWasSurelyNotDoneWithoutAKey() {
    next(failed(PostResult.Failure.UNREACHABLE, false), answered(429, ""));
    assertThat(party(USUAL).call(pay(null))).isInstanceOf(Done.class);
    assertThat(sent).hasSize(3);
  }

  /** Each kind has its own count; what the party has understood is not asked again. */
  @Test
  void shouldRepeatEachKindOfFailureAsOftenAsItIsWorth() {
    Map<FailureKind, PostResult> kinds =
        Map.of(
            FailureKind.UNREACHABLE, failed(PostResult.Failure.UNREACHABLE, false),
            FailureKind.TIMED_OUT, failed(PostResult.Failure.TIMED_OUT, true),
            FailureKind.BROKEN_OFF, failed(PostResult.Failure.UNREACHABLE, true),
            FailureKind.THROTTLED, answered(429, ""),
            FailureKind.UNAVAILABLE, answered(503, ""),
            FailureKind.SERVER_ERROR, answered(500, ""),
            FailureKind.REJECTED, answered(402, "{\"code\":\"declined\"}"),
            FailureKind.NOT_ALLOWED, failed(PostResult.Failure.NOT_ALLOWED, false));
    kinds.forEach((kind, result) -> {
      sent.clear();
      answers.clear();
      always(result, 20);
      Retry.Rule rule = Retry.DEFAULT.rules().get(kind);
      Failed failed = (Failed) party(USUAL).call(pay("k"));
      assertThat(failed.kind()).isEqualTo(kind);
      assertThat(failed.mayBeDone()).as("%s", kind).isEqualTo(kind.mayBeDone());
      assertThat(sent).as("%s", kind).hasSize(1 + (rule == null ? 0 : rule.times()));
    });
  }

  @Test
  void shouldSayThatItMayBeDoneIfAnyTryMayHaveBeen() {
    next(failed(PostResult.Failure.TIMED_OUT, true), answered(409, "{\"code\":\"known\"}"));
    Failed failed = (Failed) party(USUAL).call(pay("k"));
    assertThat(failed.kind()).isEqualTo(FailureKind.REJECTED);
    assertThat(failed.body()).isEqualTo("{\"code\":\"known\"}");
    assertThat(failed.mayBeDone()).isTrue();
  }

  @Test
  void shouldWaitLongerEachTimeAndAsLongAsThePartyAsks() {
    Retry.Rule rule = new Retry.Rule(4, Duration.ofMillis(100), Duration.ofMillis(350));
    always(answered(500, ""), 4);
    party(with(new Retry(Map.of(FailureKind.SERVER_ERROR, rule)))).call(get("/"));
    long[] least = {100, 200, 350, 350};
    for (int i = 0; i < least.length; i++) {
      assertThat(pauses.get(i).toMillis()).isBetween(least[i], least[i] * 12 / 10);
    }
    pauses.clear();
    next(new Answered(503, "HTTP 503", "7", ""));
    assertThat(party(USUAL).call(get("/"))).isInstanceOf(Done.class);
    assertThat(pauses).containsExactly(Duration.ofSeconds(7));
  }

  /** With all tries, and whatever a party asks for. */
  @Test
  void shouldNotTakeLongerThanTheTotal() {
    next(new Answered(503, "HTTP 503", "60", ""));
    Failed failed = (Failed) party(USUAL).call(get("/"));
    assertThat(failed.retryAfterMillis()).isEqualTo(60_000);
    assertThat(pauses).isEmpty();
    assertThat(limits).containsExactly(USUAL.timeouts().answer());
    limits.clear();
    next(new Answered(503, "HTTP 503", "20", ""));
    assertThat(party(USUAL).call(get("/"))).isInstanceOf(Done.class);
    assertThat(limits.getLast()).as("what is left of it").isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void shouldLeaveAPartyAloneThatFailsAndTryItAfterAWhile() {
    Party party = party(nervous());
    always(answered(500, ""), 4);
    for (int i = 0; i < 4; i++) {
      assertThat(party.call(get("/"))).isInstanceOf(Failed.class);
    }
    assertThat(party.status().breaker()).isEqualTo(BreakerState.OPEN);
    assertThat(party.call(get("/"))).isEqualTo(new Held(Obstacle.BREAKER_OPEN, 15_000, false, 0));
    clock.passMillis(14_999);
    assertThat(party.call(get("/"))).isInstanceOf(Held.class);
    assertThat(sent).hasSize(4);
    clock.passMillis(2);
    assertThat(party.call(get("/"))).isInstanceOf(Done.class);
    assertThat(party.status().breaker()).isEqualTo(BreakerState.TRYING);
    assertThat(party.call(get("/"))).isInstanceOf(Done.class);
    assertThat(party.status().breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(party.status())
        .isEqualTo(new PartyStatus("bank", BreakerState.CLOSED, 0, 32, 2, 4, 2));
  }

  @Test
  void shouldOpenAgainIfThePartyIsNotBack() {
    Party party = party(nervous());
    always(failed(PostResult.Failure.TIMED_OUT, true), 6);
    for (int i = 0; i < 4; i++) {
      party.call(get("/"));
    }
    clock.passMillis(15_001);
    party.call(get("/"));
    party.call(get("/"));
    assertThat(party.status().breaker()).isEqualTo(BreakerState.OPEN);
  }

  /** A party that says no to a hundred buyers is well; so is one that asks us to be slower. */
  @Test
  void shouldNotOpenForWhatThePartyRefuses() {
    Party party = party(nervous());
    for (int status : new int[] {400, 402, 404, 409, 422, 429}) {
      always(answered(status, ""), 5);
    }
    always(failed(PostResult.Failure.NOT_ALLOWED, false), 5);
    for (int i = 0; i < 35; i++) {
      assertThat(party.call(get("/"))).isInstanceOf(Failed.class);
    }
    assertThat(party.status().breaker()).isEqualTo(BreakerState.CLOSED);
  }

  /** Repeats go through the breaker, too, and what it holds back is not repeated. */
  @Test
  void shouldStopRepeatingWhenTheBreakerOpens() {
    Retry.Rule many = new Retry.Rule(50, Duration.ofMillis(1), Duration.ofMillis(1));
    PartySettings settings =
        new PartySettings(
            "bank",
            USUAL.baseUrl(),
            USUAL.form(),
            USUAL.timeouts(),
            new Retry(Map.of(FailureKind.SERVER_ERROR, many)),
            nervous().breaker(),
            4,
            USUAL.rate(),
            new PartySettings.Audience.Nobody());
    always(answered(500, ""), 60);
    assertThat(party(settings).call(get("/")))
        .isEqualTo(new Held(Obstacle.BREAKER_OPEN, 15_000, true, 4));
    assertThat(sent).hasSize(4);
  }

  /** One that hangs holds its own few places. */
  @Test
  void shouldSendNoMoreAtATimeThanMayBe() {
    PartySettings two = with(nervous().breaker(), 2, 1_000);
    List<CallResult> inner = new ArrayList<>();
    Party[] self = new Party[1];
    int[] depth = new int[1];
    self[0] =
        new Party(
            two,
            (_, _) -> {
              depth[0]++;
              if (depth[0] < 4) {
                inner.add(self[0].call(get("/inside")));
              }
              return WELL;
            },
            parts(log));
    assertThat(self[0].call(get("/"))).isInstanceOf(Done.class);
    assertThat(inner).contains(new Held(Obstacle.CROWDED, 0, false, 0));
    assertThat(depth[0]).isEqualTo(2);
    assertThat(self[0].status().underWay()).isZero();
  }

  @Test
  void shouldSendNoFasterThanMayBe() {
    Party party = party(with(nervous().breaker(), 32, 3));
    for (int i = 0; i < 3; i++) {
      assertThat(party.call(get("/"))).isInstanceOf(Done.class);
    }
    assertThat(party.call(get("/"))).isEqualTo(new Held(Obstacle.TOO_FAST, 100, false, 0));
    clock.passMillis(100);
    assertThat(party.call(get("/"))).isInstanceOf(Done.class);
    assertThat(party.call(get("/"))).isInstanceOf(Held.class);
    clock.passMillis(60_000);
    for (int i = 0; i < 3; i++) {
      assertThat(party.call(get("/"))).as("no more than the burst").isInstanceOf(Done.class);
    }
    assertThat(party.call(get("/"))).isInstanceOf(Held.class);
  }

  @Test
  void shouldLogEveryTryWithoutItsSecretsAndFindThemByOrder() throws Exception {
    next(answered(500, "{\"token\":\"t-2\",\"why\":\"busy\"}"));
    Party party = party(USUAL);
    party.call(pay("key-1"));
    party.call(new Call("GET", "/other", List.of(), "", "mill", "order-2", null));
    List<LoggedCall> found = log.search(new CallSearch("bank", "order-1", null, null, 10));
    assertThat(found).extracting(LoggedCall::attempt).containsExactly(2, 1);
    LoggedCall first = found.getLast();
    assertThat(first.kind()).isEqualTo(FailureKind.SERVER_ERROR);
    assertThat(first.status()).isEqualTo(500);
    assertThat(first.key()).isEqualTo("key-1");
    assertThat(first.request())
        .isEqualTo(
            """
            POST /v1/payments?…
            Authorization: …
            Idempotency-Key: key-1

            {"amount":5,"card":"…","token":"…"}\
            """);
    assertThat(first.response()).isEqualTo("HTTP 500\n\n{\"token\":\"…\",\"why\":\"busy\"}");
    assertThat(log.search(new CallSearch("bank", null, null, null, 10))).hasSize(3);
    assertThat(log.search(new CallSearch("bank", null, null, found.getFirst().number(), 10)))
        .hasSize(1);
    assertThat(log.search(new CallSearch("warehouse", "order-1", null, null, 10))).isEmpty();
  }

  @Test
  void shouldKeepNoSecretInTheFile() throws Exception {
    party(USUAL).call(pay("key-1"));
    log.close();
    String file =
        new String(Files.readAllBytes(directory.resolve("calls.db")), StandardCharsets.ISO_8859_1);
    assertThat(file).contains("key-1").doesNotContain("4111111111111111", "Bearer abc", "t-1");
  }

  @Test
  void shouldReplayACallWithTheKeyThatItHad() throws Exception {
    Party party = party(USUAL);
    party.call(pay("key-1"));
    long number = log.search(new CallSearch("bank", "order-1", null, null, 1)).getFirst().number();
    assertThat(party.replay(number, "operator", false)).containsInstanceOf(Done.class);
    assertThat(sent.getLast()).isEqualTo(sent.getFirst());
    LoggedCall replayed = log.search(new CallSearch("bank", "order-1", null, null, 1)).getFirst();
    assertThat(replayed.replayOf()).isEqualTo(number);
    assertThat(replayed.by()).isEqualTo("operator");
    assertThat(party.replay(99, "operator", true)).isEmpty();
  }

  @Test
  void shouldNotReplayWhatMightBeDoneTwiceUnlessItIsWanted() throws Exception {
    Party party = party(USUAL);
    party.call(pay(null));
    long number = log.search(new CallSearch("bank", "order-1", null, null, 1)).getFirst().number();
    assertThat(party.replay(number, "operator", false)).isEmpty();
    assertThat(sent).hasSize(1);
    assertThat(party.replay(number, "operator", true)).isPresent();
    next(answered(402, ""));
    party.call(pay(null));
    long refused = log.search(new CallSearch("bank", "order-1", null, null, 1)).getFirst().number();
    assertThat(party.replay(refused, "operator", false)).as("it was not done").isPresent();
  }

  /** What nobody could find again is not sent. */
  @Test
  void shouldSendNothingThatItCannotLog() {
    CallLog full =
        new CallLog() {
          @Override
          public OptionalLong begin(Begun begun) throws IOException {
            throw new IOException("the disk is full");
          }

          @Override
          public void end(long number, Ended ended) {}

          @Override
          public List<Long> mayBeDone(long call) {
            return List.of();
          }

          @Override
          public List<LoggedCall> search(CallSearch search) {
            return List.of();
          }

          @Override
          public Optional<LoggedCall> find(long number) {
            return Optional.empty();
          }

          @Override
          public Optional<Secret> sealed(long number) {
            return Optional.empty();
          }
        };
    Party party = new Party(nervous(), this::send, parts(full));
    for (int i = 0; i < 10; i++) {
      assertThat(party.call(get("/"))).isEqualTo(new Held(Obstacle.UNLOGGED, 0, false, 0));
    }
    assertThat(sent).isEmpty();
    assertThat(party.status().breaker())
        .as("says nothing of the party")
        .isEqualTo(BreakerState.CLOSED);
  }

  /** The process dies while a call is under way: the log says that its outcome is unknown. */
  @Test
  void shouldKnowAfterACrashWhatWasUnderWay() throws Exception {
    Party party =
        new Party(
            USUAL,
            (_, _) -> {
              throw new StackOverflowError();
            },
            parts(log));
    assertThatThrownBy(() -> party.call(pay("key-1"))).isInstanceOf(StackOverflowError.class);
    log.close();
    open();
    LoggedCall found = log.search(new CallSearch("bank", "order-1", null, null, 1)).getFirst();
    assertThat(found.kind()).isNull();
    assertThat(party.status().underWay()).isZero();
    assertThat(party(USUAL).replay(found.number(), "operator", false)).isPresent();
  }
}
