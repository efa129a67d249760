package io.millrace.delivery.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.delivery.http.Pace;
import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.http.PostResult.Answered;
import io.millrace.model.QueueId;
import io.millrace.model.TaskId;
import io.millrace.node.delivery.PushState;
import io.millrace.testkit.SimulatedClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a queue rests whose receiver is quick and then away. */
class PushLineTest {

  private static final long FIRST_REST_MILLIS = 100;
  private static final PostResult BUSY = new Answered(429, "HTTP 429", "60");

  private final SimulatedClock clock = new SimulatedClock(1_000_000);
  private final PushLine line =
      new PushLine(
          new PushedQueue(
              new Place(PushScene.SHOP, new QueueId("a")),
              "http://a",
              PushScene.secret("a"),
              List.of()),
          (_, _, sealed) -> sealed.bytes(),
          clock);

  private void begin(int count) {
    for (int i = 0; i < count; i++) {
      line.begun();
    }
  }

  private void succeed() {
    line.succeeded();
    line.ended();
  }

  private boolean fail(PostResult result) {
    boolean begins = line.failed(new TaskId("t"), result);
    line.ended();
    return begins;
  }

  private long restMillis() {
    return line.status().state() == PushState.RESTS
        ? line.status().restsUntilMillis() - clock.wallMillis()
        : 0;
  }

  /** As many as a quick receiver gets at a time, all of them under way. */
  private void fillUp() {
    while (line.free() < Pace.MAX) {
      begin(1);
      succeed();
    }
    begin(Pace.MAX);
  }

  /** Sixty-four that fail together say once that the receiver is away. */
  @Test
  void shouldRestOnceForThoseThatFailTogether() {
    fillUp();
    int told = 0;
    for (int i = 0; i < Pace.MAX; i++) {
      told += fail(PushScene.BROKEN) ? 1 : 0;
    }
    assertThat(told).isEqualTo(1);
    assertThat(restMillis()).isEqualTo(FIRST_REST_MILLIS);
  }

  @Test
  void shouldSendOneTaskAfterARestAndRestTwiceAsLongWhenItFails() {
    fillUp();
    for (int i = 0; i < Pace.MAX; i++) {
      fail(PushScene.BROKEN);
    }
    for (long rest = FIRST_REST_MILLIS; rest < PushLine.REST_MAX_MILLIS; rest *= 2) {
      assertThat(restMillis()).isEqualTo(rest);
      clock.passMillis(rest);
      assertThat(line.free()).isEqualTo(1);
      begin(1);
      assertThat(line.free()).isZero();
      assertThat(fail(PushScene.BROKEN)).as("that it rests was told").isFalse();
    }
    assertThat(restMillis()).isEqualTo(PushLine.REST_MAX_MILLIS);
  }

  @Test
  void shouldEndItsOwnRestWithOneSuccess() {
    begin(PushLine.PATIENCE + 1);
    for (int i = 0; i < PushLine.PATIENCE; i++) {
      fail(PushScene.BROKEN);
    }
    assertThat(restMillis()).isEqualTo(FIRST_REST_MILLIS);
    succeed();
    assertThat(restMillis()).isZero();
    begin(PushLine.PATIENCE);
    for (int i = 0; i < PushLine.PATIENCE; i++) {
      fail(PushScene.BROKEN);
    }
    assertThat(restMillis()).as("from the beginning").isEqualTo(FIRST_REST_MILLIS);
  }

  @Test
  void shouldKeepTheRestThatWasAskedFor() {
    begin(2);
    fail(BUSY);
    succeed();
    assertThat(restMillis()).isEqualTo(Duration.ofMinutes(1).toMillis());
  }
}
