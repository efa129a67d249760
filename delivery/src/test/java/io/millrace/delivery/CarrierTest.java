package io.millrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.delivery.Carrier.Carried.PutOff;
import io.millrace.delivery.Carrier.Carried.Tried;
import io.millrace.delivery.http.PostResult.Answered;
import io.millrace.delivery.http.PostResult.Failure;
import io.millrace.delivery.party.CallResult;
import io.millrace.delivery.party.CallResult.Failed;
import io.millrace.delivery.party.CallResult.Held;
import io.millrace.delivery.party.CallResult.Obstacle;
import io.millrace.delivery.party.FailureKind;
import io.millrace.delivery.party.Retry;
import io.millrace.node.delivery.AttemptOutcome;
import io.millrace.node.delivery.Holdup;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each result of a party's means for a delivery. */
class CarrierTest {

  private static Carrier.Carried carried(CallResult result) {
    return Carrier.carried(result, Retry.DEFAULT);
  }

  @Test
  void shouldTakeWhatWasDoneForDelivered() {
    assertThat(carried(new CallResult.Done(201, "{}", 3)))
        .isEqualTo(new Tried(new Answered(201, "HTTP 201 (tries: 3)", null), false));
  }

  @ParameterizedTest
  @CsvSource({
    "UNREACHABLE, 0, UNREACHABLE, false",
    "BROKEN_OFF, 0, UNREACHABLE, false",
    "TIMED_OUT, 0, TIMED_OUT, false",
    "NOT_SENT, 0, TIMED_OUT, false",
    "NOT_ALLOWED, 0, NOT_ALLOWED, false",
    "THROTTLED, 429, REJECTED, true",
    "UNAVAILABLE, 503, REJECTED, true",
    "SERVER_ERROR, 500, REJECTED, false",
    "REJECTED, 404, REJECTED, false",
  })
  void shouldCountWhatThePartyGaveUpAsOneAttempt(
      FailureKind kind, int status, AttemptOutcome outcome, boolean isOfAll) {
    Failed failed = new Failed(kind, status, "", "why", 1_500, kind.mayBeDone(), 2);
    Tried tried = (Tried) carried(failed);
    assertThat(tried.result().outcome()).isEqualTo(outcome);
    assertThat(tried.result().isOfAll()).isEqualTo(isOfAll);
    assertThat(tried.isLast()).isFalse();
    if (tried.result() instanceof Answered answered) {
      assertThat(answered.status()).isEqualTo(status);
      assertThat(answered.retryAfter()).as("whole seconds, never less").isEqualTo("2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BREAKER_OPEN, 15000, BREAKER_OPEN, 1000",
    "CROWDED, 0, CROWDED, 20",
    "TOO_FAST, 120, TOO_FAST, 120",
    "TOO_FAST, 60000, TOO_FAST, 1000",
    "UNLOGGED, 0, UNLOGGED, 1000",
    "TOO_LATE, 0, UNLOGGED, 1000",
  })
  void shouldPutOffWhatAGuardHeldBack(Obstacle why, long retryAfter, Holdup shown, long millis) {
    assertThat(carried(new Held(why, retryAfter, false, 0))).isEqualTo(new PutOff(shown, millis));
  }

  /** Or one that fails once, and is then held each time, would be offered for ever. */
  @Test
  void shouldCountWhatFailedBeforeAGuardHeldIt() {
    Tried tried = (Tried) carried(new Held(Obstacle.BREAKER_OPEN, 15_000, true, 2));
    assertThat(tried.isLast()).isFalse();
    assertThat(tried.result().outcome()).isEqualTo(AttemptOutcome.UNREACHABLE);
    assertThat(tried.result())
        .extracting("why", "detail")
        .containsExactly(Failure.UNREACHABLE, "tried 2 times, then held: BREAKER_OPEN");
  }

  @Test
  void shouldGiveUpWhatTheOperatorSaysIsOfNoUse() {
    Retry.Rule never =
        new Retry.Rule(1, Duration.ofMillis(1), Duration.ofMillis(1), Retry.Then.NEVER);
    Retry retry = new Retry(Map.of(FailureKind.REJECTED, never));
    Failed rejected = new Failed(FailureKind.REJECTED, 422, "", "HTTP 422", 0, false, 1);
    assertThat(Carrier.carried(rejected, retry)).extracting("isLast").isEqualTo(true);
    Failed broken = new Failed(FailureKind.SERVER_ERROR, 500, "", "HTTP 500", 0, true, 1);
    assertThat(Carrier.carried(broken, retry)).extracting("isLast").isEqualTo(false);
  }
}
