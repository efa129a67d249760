package io.millrace.delivery.party;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.delivery.CallFile;
import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.http.PostResult.Answered;
import io.millrace.delivery.party.CallResult.Done;
import io.millrace.delivery.party.CallResult.Failed;
import io.millrace.delivery.party.CallResult.Held;
import io.millrace.delivery.party.CallResult.Obstacle;
import io.millrace.node.delivery.CallSearch;
import io.millrace.testkit.SimulatedClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that the party cannot know for a repeat is not done twice, whichever try is asked for. */
class ReplayTest {

  private static final PostResult WELL = new Answered(200, "HTTP 200", null, "");
  private static final PostResult REFUSED = new Answered(402, "HTTP 402", null, "");
  private static final PostResult UNREACHABLE =
      new PostResult.Failed(PostResult.Failure.UNREACHABLE, "", false);
  private static final PostResult TIMED_OUT =
      new PostResult.Failed(PostResult.Failure.TIMED_OUT, "", true);
  private static final Call PAY =
      new Call("POST", "/payments", List.of(), "", "mill", "order-1", null);
  private static final Call PAY_WITH_KEY =
      new Call("POST", "/payments", List.of(), "", "mill", "order-1", "key-1");
  private static final PartySettings USUAL =
      PartySettings.of("bank", URI.create("https://bank.example/v1"));

  @TempDir Path directory;

  private final SimulatedClock clock = new SimulatedClock(1_800_000_000_000L);
  private final ArrayDeque<PostResult> answers = new ArrayDeque<>();

  /** What somebody else does while the party is at work, or while a call pauses; once each. */
  private final ArrayDeque<Runnable> meanwhile = new ArrayDeque<>();

  private final ArrayDeque<Runnable> inPause = new ArrayDeque<>();
  private PartySettings settings = USUAL;
  private CallFile log;
  private Party party;
  private int sent;

  @BeforeEach
  void open() {
    log = new CallFile(directory.resolve("calls.db"));
    party =
        new Party(
            settings,
            (_, _) -> answer(),
            new Party.Parts(
                log, new PartyTest.Reversing(), clock, this::pause, new SplittableRandom(1)));
  }

  @AfterEach
  void close() {
    log.close();
  }

  private PostResult answer() {
    sent++;
    run(meanwhile.poll());
    return answers.isEmpty() ? WELL : answers.remove();
  }

  private boolean pause(Duration time) {
    clock.passMillis(time.toMillis());
    run(inPause.poll());
    return true;
  }

  private static void run(@Nullable Runnable thing) {
    if (thing != null) {
      thing.run();
    }
  }

  private Optional<CallResult> replay(long number) {
    return replay(number, false);
  }

  private Optional<CallResult> replay(long number, boolean evenIfDone) {
    try {
      return party.replay(number, "operator", evenIfDone);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Long> numbers() throws Exception {
    return log.search(new CallSearch("bank", null, null, null, 100)).reversed().stream()
        .map(LoggedCall::number)
        .toList();
  }

  @Test
  void shouldJudgeAllTriesOfTheCall() throws Exception {
    answers.addAll(List.of(UNREACHABLE, TIMED_OUT));
    party.call(PAY);
    for (long number : numbers()) {
      assertThat(replay(number)).isEmpty();
    }
    assertThat(sent).isEqualTo(2);
    assertThat(numbers()).as("nothing is logged that is not sent").hasSize(2);
    assertThat(replay(numbers().getFirst(), true)).containsInstanceOf(Done.class);
  }

  @Test
  void shouldJudgeReplaysToo() throws Exception {
    answers.addAll(List.of(REFUSED, REFUSED));
    party.call(PAY);
    long first = numbers().getFirst();
    assertThat(replay(first)).isPresent();
    long second = numbers().getLast();
    assertThat(replay(second)).as("a replay of a replay").containsInstanceOf(Done.class);
    assertThat(log.search(new CallSearch("bank", null, null, null, 100)))
        .hasSize(3)
        .allSatisfy(each -> assertThat(each.call()).isEqualTo(first));
    for (long number : numbers()) {
      assertThat(replay(number)).isEmpty();
    }
    assertThat(sent).isEqualTo(3);
  }

  @Test
  void shouldNotTakeOneCallForAnother() throws Exception {
    party.call(PAY);
    answers.add(REFUSED);
    party.call(PAY);
    assertThat(replay(numbers().getLast())).containsInstanceOf(Done.class);
  }

  @Test
  void shouldSendOneOfTwoThatReplayAtOnce() throws Exception {
    answers.add(REFUSED);
    party.call(PAY);
    long number = numbers().getFirst();
    List<Optional<CallResult>> other = new ArrayList<>();
    meanwhile.add(() -> other.add(replay(number)));
    assertThat(replay(number)).containsInstanceOf(Done.class);
    assertThat(other).containsExactly(Optional.empty());
    assertThat(sent).isEqualTo(2);
  }

  /** It pauses, for nobody was there; an operator is quicker. */
  @Test
  void shouldNotRepeatWhatWasReplayedInAPause() throws Exception {
    answers.add(UNREACHABLE);
    List<Optional<CallResult>> other = new ArrayList<>();
    inPause.add(() -> other.add(replay(1)));
    assertThat(party.call(PAY)).isEqualTo(new Held(Obstacle.MAY_BE_DONE, 0, true, 1));
    assertThat(other.getFirst()).containsInstanceOf(Done.class);
    assertThat(sent).isEqualTo(2);
    assertThat(party.status().underWay()).isZero();
  }

  /** With a key it may be sent again; what came of it before is asked of the party all the same. */
  @Test
  void shouldSayOfTheWholeCallWhetherItMayBeDone() throws Exception {
    answers.addAll(List.of(TIMED_OUT, REFUSED, REFUSED));
    assertThat(mayBeDone(party.call(PAY_WITH_KEY))).isTrue();
    assertThat(mayBeDone(replay(1).orElseThrow())).as("though this one was refused").isTrue();
    answers.addAll(List.of(REFUSED, REFUSED));
    assertThat(mayBeDone(party.call(PAY_WITH_KEY))).as("another call").isFalse();
    assertThat(mayBeDone(replay(numbers().getLast()).orElseThrow())).isFalse();
  }

  @Test
  void shouldSayOfTheWholeCallAlsoWhenItIsHeldBack() throws Exception {
    settings = oneAtATime();
    close();
    open();
    answers.addAll(List.of(TIMED_OUT, REFUSED, REFUSED));
    party.call(PAY_WITH_KEY);
    List<Optional<CallResult>> other = new ArrayList<>();
    meanwhile.add(() -> other.add(replay(1)));
    assertThat(replay(1)).isPresent();
    assertThat(other).containsExactly(Optional.of(new Held(Obstacle.CROWDED, 0, true, 0)));
  }

  @Test
  void shouldCountWhatAReplayInAPauseMayHaveDone() {
    answers.addAll(List.of(UNREACHABLE, TIMED_OUT, REFUSED, REFUSED));
    List<Optional<CallResult>> other = new ArrayList<>();
    inPause.add(() -> other.add(replay(1)));
    CallResult result = party.call(PAY_WITH_KEY);
    assertThat(other.getFirst()).containsInstanceOf(Failed.class);
    assertThat(mayBeDone(result)).isTrue();
    assertThat(sent).isEqualTo(4);
  }

  private static boolean mayBeDone(CallResult result) {
    return ((Failed) result).mayBeDone();
  }

  private static PartySettings oneAtATime() {
    return new PartySettings(
        USUAL.name(),
        USUAL.baseUrl(),
        USUAL.form(),
        USUAL.timeouts(),
        USUAL.retry(),
        USUAL.breaker(),
        1,
        USUAL.rate(),
        USUAL.webhooks());
  }

  /** The older tries may have been done, and nobody knows any more. */
  @Test
  void shouldNotReplayACallWhoseFirstTryIsForgotten() throws Exception {
    answers.addAll(List.of(TIMED_OUT, REFUSED));
    party.call(PAY);
    clock.passMillis(Duration.ofDays(89).toMillis());
    assertThat(replay(1, true)).isPresent();
    clock.passMillis(Duration.ofDays(2).toMillis());
    Call other = new Call("GET", "/", List.of(), "", "mill", "order-2", null);
    for (int i = 0; i < 64; i++) {
      party.call(other);
    }
    assertThat(numbers().getFirst()).isEqualTo(2);
    assertThat(replay(2)).isEmpty();
    answers.add(REFUSED);
    assertThat(mayBeDone(replay(2, true).orElseThrow())).isTrue();
  }
}
