package io.millrace.delivery.party;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.delivery.CallFile;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a slow disk of ours takes from a call's time is not the party's fault. */
class SlowLogTest {

  private static final int TOTAL_MILLIS = 25_000;
  private static final Call PAY =
      new Call("POST", "/payments", List.of(), "", "mill", "order-1", null);
  private static final PartySettings NERVOUS = nervous();

  @TempDir Path directory;

  private final SimulatedClock clock = new SimulatedClock(1_800_000_000_000L);
  private final List<Duration> limits = new ArrayList<>();
  private PostResult answer = new Answered(200, "HTTP 200", null, "");
  private long logTakesMillis;
  private CallFile file;
  private Party party;

  private static PartySettings nervous() {
    PartySettings usual = PartySettings.of("bank", URI.create("https://bank.example/v1"));
    return new PartySettings(
        "bank",
        usual.baseUrl(),
        usual.form(),
        usual.timeouts(),
        Retry.DEFAULT,
        new PartySettings.Breaker(50, 10, 4, Duration.ofSeconds(15), 2),
        32,
        usual.rate(),
        new PartySettings.Audience.Nobody());
  }

  @BeforeEach
  void open() {
    file = new CallFile(directory.resolve("calls.db"));
    party =
        new Party(
            NERVOUS,
            (_, max) -> {
              limits.add(max);
              return answer;
            },
            new Party.Parts(
                new Slow(),
                new PartyTest.Reversing(),
                clock,
                time -> {
                  clock.passMillis(time.toMillis());
                  return true;
                },
                new SplittableRandom(1)));
  }

  @AfterEach
  void close() {
    file.close();
  }

  /** A log that takes its time to begin a try. */
  private final class Slow implements CallLog {
    @Override
    public OptionalLong begin(Begun begun) throws IOException {
      clock.passMillis(logTakesMillis);
      return file.begin(begun);
    }

    @Override
    public void end(long number, Ended ended) throws IOException {
      file.end(number, ended);
    }

    @Override
    public List<Long> mayBeDone(long call) throws IOException {
      return file.mayBeDone(call);
    }

    @Override
    public List<LoggedCall> search(CallSearch search) throws IOException {
      return file.search(search);
    }

    @Override
    public Optional<LoggedCall> find(long number) throws IOException {
      return file.find(number);
    }

    @Override
    public Optional<Secret> sealed(long number) throws IOException {
      return file.sealed(number);
    }
  }

  @Test
  void shouldNotSendWhatItsTimeIsOverFor() throws Exception {
    logTakesMillis = TOTAL_MILLIS - 9;
    for (int i = 0; i < 10; i++) {
      assertThat(party.call(PAY)).isEqualTo(new Held(Obstacle.TOO_LATE, 0, false, 0));
    }
    assertThat(limits).isEmpty();
    assertThat(party.status())
        .isEqualTo(new PartyStatus("bank", BreakerState.CLOSED, 0, 32, 0, 0, 10));
    LoggedCall logged = file.search(new CallSearch("bank", "order-1", null, null, 1)).getFirst();
    assertThat(logged.kind()).isEqualTo(FailureKind.NOT_SENT);
    assertThat(logged.tookMillis()).isEqualTo(logTakesMillis);
    logTakesMillis = 0;
    assertThat(party.replay(logged.number(), "operator", false))
        .as("it was surely not done")
        .containsInstanceOf(Done.class);
  }

  @Test
  void shouldSendWithWhatIsLeft() {
    logTakesMillis = TOTAL_MILLIS - 10;
    assertThat(party.call(PAY)).isInstanceOf(Done.class);
    assertThat(limits).containsExactly(Duration.ofMillis(10));
  }

  /** The last answer says more than that there was no time for another. */
  @Test
  void shouldNotPauseForARepeatThatHasNoTime() {
    answer = new Answered(503, "HTTP 503", "24", "");
    logTakesMillis = 995;
    Call get = new Call("GET", "/", List.of(), "", "mill", "", null);
    assertThat(party.call(get)).isInstanceOf(Failed.class);
  }

  /** It was half open, and let a trial through: that must be given back. */
  @Test
  void shouldGiveTheBreakersPermissionBack() {
    answer = new Answered(500, "HTTP 500", null, "");
    for (int i = 0; i < 4; i++) {
      party.call(PAY);
    }
    assertThat(party.status().breaker()).isEqualTo(BreakerState.OPEN);
    clock.passMillis(15_001);
    logTakesMillis = TOTAL_MILLIS;
    for (int i = 0; i < 3; i++) {
      assertThat(party.call(PAY)).isEqualTo(new Held(Obstacle.TOO_LATE, 0, false, 0));
    }
    logTakesMillis = 0;
    answer = new Answered(200, "HTTP 200", null, "");
    assertThat(party.call(PAY)).isInstanceOf(Done.class);
    assertThat(party.call(PAY)).isInstanceOf(Done.class);
    assertThat(party.status().breaker()).isEqualTo(BreakerState.CLOSED);
  }
}
