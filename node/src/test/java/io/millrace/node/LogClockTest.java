package io.millrace.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LogClockTest {

  private static final long START_MILLIS = 1_800_000_000_000L;
  private static final long SECOND_MILLIS = 1_000;

  private final HandClock hands = new HandClock();
  private final LogClock clock = new LogClock(hands, START_MILLIS);

  @Test
  void shouldRunWithTheMonotonicClockWhenBothAgree() {
    hands.pass(SECOND_MILLIS);
    assertThat(clock.advanceMillis()).isEqualTo(START_MILLIS + SECOND_MILLIS);
    assertThat(clock.wallRefused()).isFalse();
  }

  @Test
  void shouldBeSteeredByATenthAtMostWhenTheWallClockIsAhead() {
    hands.wallMillis += Duration.ofMinutes(1).toMillis();
    hands.pass(SECOND_MILLIS);
    assertThat(clock.advanceMillis()).isEqualTo(START_MILLIS + 1_100);
  }

  @Test
  void shouldBeSteeredByATenthAtMostWhenTheWallClockIsBehind() {
    hands.wallMillis -= Duration.ofMinutes(1).toMillis();
    hands.pass(SECOND_MILLIS);
    assertThat(clock.advanceMillis()).isEqualTo(START_MILLIS + 900);
  }

  @Test
  void shouldArriveAtTheWallClockAndStayThere() {
    hands.wallMillis += 500;
    for (int i = 0; i < 10; i++) {
      hands.pass(SECOND_MILLIS);
      clock.advanceMillis();
    }
    assertThat(clock.millis()).isEqualTo(hands.wallMillis);
  }

  @Test
  void shouldNotFollowAWallClockThatIsFarOffEitherWay() {
    hands.wallMillis += Duration.ofDays(1).toMillis();
    hands.pass(SECOND_MILLIS);
    assertThat(clock.advanceMillis()).isEqualTo(START_MILLIS + SECOND_MILLIS);
    assertThat(clock.wallRefused()).isTrue();

    hands.wallMillis -= Duration.ofDays(2).toMillis();
    hands.pass(SECOND_MILLIS);
    assertThat(clock.advanceMillis()).isEqualTo(START_MILLIS + 2 * SECOND_MILLIS);
    assertThat(clock.wallRefused()).isTrue();
  }

  @Test
  void shouldFollowAgainWhenTheWallClockHasComeBack() {
    hands.wallMillis += Duration.ofDays(1).toMillis();
    hands.pass(SECOND_MILLIS);
    clock.advanceMillis();
    hands.wallMillis -= Duration.ofDays(1).toMillis();
    hands.pass(SECOND_MILLIS);
    clock.advanceMillis();
    assertThat(clock.wallRefused()).isFalse();
  }

  @Test
  void shouldNeverGoBackWhenNoTimePasses() {
    hands.wallMillis -= SECOND_MILLIS;
    assertThat(clock.advanceMillis()).isEqualTo(START_MILLIS);
    assertThat(clock.advanceMillis()).isEqualTo(START_MILLIS);
  }

  @Test
  void shouldSayHowLongItIsUntilATimeAndNeverTooLong() {
    hands.pass(SECOND_MILLIS);
    clock.advanceMillis();
    assertThat(clock.nanosUntil(clock.millis() + 250)).isEqualTo(250_000_000);
    hands.pass(100);
    assertThat(clock.nanosUntil(clock.millis() + 250)).isEqualTo(150_000_000);
    hands.pass(200);
    assertThat(clock.nanosUntil(clock.millis() + 250)).isZero();
    assertThat(clock.nanosUntil(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldSleepLessWhileItIsSteeredForward() {
    hands.wallMillis += Duration.ofMinutes(1).toMillis();
    hands.pass(SECOND_MILLIS);
    long until = clock.advanceMillis() + 1_100;
    assertThat(clock.nanosUntil(until)).isEqualTo(Duration.ofSeconds(1).toNanos());
    hands.pass(SECOND_MILLIS);
    assertThat(clock.advanceMillis()).isEqualTo(until);
  }

  private static final class HandClock implements Clock {
    long wallMillis = START_MILLIS;
    long monotonicNanos = 77;

    void pass(long millis) {
      wallMillis += millis;
      monotonicNanos += millis * 1_000_000;
    }

    @Override
    public long wallMillis() {
      return wallMillis;
    }

    @Override
    public long monotonicNanos() {
      return monotonicNanos;
    }
  }
}
