package io.millrace.engine.wheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.proof.BrokenInvariant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WheelTest {
  private static final long START = 1_790_000_000_123L;
  private static final TimerKind KIND = TimerKind.LEASE_END;
  private static final int MOVES = 1_000_000;

  private final Wheel wheel = new Wheel();
  private final int line = wheel.openLine();

  @AfterEach
  void audit() {
    List<String> broken = new ArrayList<>();
    wheel.audit(broken::add);
    assertThat(broken).isEmpty();
  }

  private long add(long id, long deadlineMillis) {
    return wheel.add(line, KIND, id, deadlineMillis, START);
  }

  /** Ids of all that is due by now, taken out in their order. */
  private List<Long> fires(long nowMillis) {
    List<Long> ids = new ArrayList<>();
    do {
      wheel.turn(nowMillis, MOVES);
      for (long first = wheel.first(); first != Wheel.NONE; first = wheel.first()) {
        assertThat(wheel.deadlineMillis(first)).isLessThanOrEqualTo(nowMillis);
        assertThat(wheel.kind(first)).isEqualTo(KIND);
        ids.add(wheel.id(first));
        assertThat(wheel.cancel(first)).isTrue();
      }
    } while (wheel.isUnderWay());
    return ids;
  }

  static LongStream delays() {
    LongStream.Builder delays = LongStream.builder();
    delays.add(1).add(2).add(Duration.ofDays(3_653).toMillis());
    for (long span : new long[] {1_024, 2_048, 1L << 20, 1L << 21, 1L << 30, 1L << 31, 1L << 38}) {
      delays.add(span - 1).add(span).add(span + 1);
    }
    return delays.build();
  }

  @ParameterizedTest
  @MethodSource("delays")
  void shouldFireAtTheDeadlineAndNotATickEarly(long delay) {
    add(1, START + delay);
    assertThat(fires(START + delay - 1)).isEmpty();
    assertThat(wheel.wakeMillis()).isEqualTo(START + delay);
    assertThat(fires(START + delay)).containsExactly(1L);
    assertThat(wheel.wakeMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @MethodSource("delays")
  void shouldWakeAFewTimesOnlyOnTheWayToADeadline(long delay) {
    add(1, START + delay);
    int wakes = 0;
    for (long wake = wheel.wakeMillis(); wake < START + delay; wake = wheel.wakeMillis()) {
      wheel.turn(wake, MOVES);
      assertThat(wheel.wakeMillis()).isGreaterThan(wake);
      wakes++;
    }
    assertThat(wakes).isLessThan(4);
    assertThat(fires(START + delay)).containsExactly(1L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 3_600_000, 2_592_000_000L})
  void shouldDrainAPauseInOrderWithoutWalkingItsTicks(long pause) {
    for (long id = 50; id > 0; id--) {
      add(id, START + 1 + pause * (id - 1) / 50);
    }
    add(99, START + pause + 1);
    assertThat(fires(START + pause))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 50).boxed().toList());
    assertThat(fires(START + pause + 1)).containsExactly(99L);
  }

  @Test
  void shouldFireEqualDeadlinesInTheOrderOfIds() {
    List<Long> expected = new ArrayList<>();
    for (long i = 0; i < 5_000; i++) {
      add(1 + i * 7_919 % 5_000, START + 60_000);
      expected.add(i + 1);
    }
    assertThat(fires(START + 60_000)).isEqualTo(expected);
  }

  @Test
  void shouldNotHideADueTimerBehindOneOfALaterRoundOfTheSameSlot() {
    add(1, START + 2_048);
    add(2, START + 2 * 2_048);
    wheel.turn(START + 1_900, MOVES);
    add(3, START + 2_048 + 1_500);
    assertThat(fires(START + 2_048)).containsExactly(1L);
    assertThat(fires(START + 2 * 2_048)).containsExactly(3L, 2L);
  }

  @Test
  void shouldNotFireADelayAtOnceThatIsLongerThanTheWheel() {
    long never = Long.MAX_VALUE;
    add(1, never);
    add(2, START + Duration.ofDays(365L * 100).toMillis());
    assertThat(fires(START + Duration.ofDays(365L * 99).toMillis())).isEmpty();
    assertThat(fires(START + Duration.ofDays(365L * 100).toMillis())).containsExactly(2L);
  }

  @Test
  void shouldFireWhatIsDueAlreadyAtTheNextTurn() {
    add(9, START + 1_000);
    wheel.turn(START + 500, MOVES);
    add(1, START - 5);
    add(2, START - 10);
    add(3, START + 500);
    assertThat(wheel.wakeMillis()).isLessThanOrEqualTo(START + 500);
    assertThat(fires(START + 500)).containsExactly(2L, 1L, 3L);
  }

  @Test
  void shouldKeepAStaleHandleFromSomebodyElsesTimer() {
    long old = add(1, START + 10);
    assertThat(wheel.cancel(old)).isTrue();
    long other = add(2, START + 20);
    assertThat((int) other).as("the same place").isEqualTo((int) old);
    assertThat(wheel.cancel(old)).isFalse();
    assertThatThrownBy(() -> wheel.move(old, START)).isInstanceOf(BrokenInvariant.class);
    long moved = wheel.move(other, START + 30);
    assertThat(wheel.cancel(other)).as("of before the move").isFalse();
    assertThat(wheel.isLive(moved)).isTrue();
    assertThat(wheel.cancel(Wheel.NONE)).isFalse();
    assertThat(wheel.cancel(Long.MAX_VALUE)).isFalse();
    assertThat(fires(START + 30)).containsExactly(2L);
  }

  @Test
  void shouldKeepAStaleHandleOutAlsoWhenItsMemoryWasAway() {
    List<Long> handles = new ArrayList<>();
    for (long id = 0; id < 20_000; id++) {
      handles.add(add(id, START + 100 + id));
    }
    handles.forEach(wheel::cancel);
    for (long id = 0; id < 20_000; id++) {
      add(id, START + 100 + id);
    }
    assertThat(handles).noneMatch(wheel::cancel);
    assertThat(fires(START + 100_000)).hasSize(20_000);
  }

  @Test
  void shouldGiveMemoryBackAfterTenMillionAddsAndCancels() {
    long[] handles = new long[1_000_000];
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < handles.length; i++) {
        handles[i] = add(i, START + 1_000 + i * 17L % 3_600_000);
      }
      assertThat(wheel.estimatedBytes()).isLessThan(34L * handles.length);
      for (int i = 0; i < handles.length; i++) {
        assertThat(wheel.cancel(handles[i * 7 % handles.length])).isEqualTo(true);
      }
      assertThat(wheel.size()).isZero();
      assertThat(wheel.estimatedBytes()).isLessThan(1_000_000);
    }
  }

  @Test
  void shouldMoveMillionsDownALittleAtATime() {
    int timers = 300_000;
    for (int i = 0; i < timers; i++) {
      add(i, START + Duration.ofMinutes(30).toMillis());
    }
    long now = START;
    int turns = 0;
    while (now < START + Duration.ofMinutes(30).toMillis()) {
      wheel.turn(now, 1_000);
      now = Math.min(Math.max(wheel.wakeMillis(), now), START + Duration.ofMinutes(30).toMillis());
      turns++;
      assertThat(wheel.first()).isEqualTo(Wheel.NONE);
    }
    assertThat(turns).isBetween(timers / 1_000, 3 * timers / 1_000 + 10);
    assertThat(fires(now)).hasSize(timers);
  }

  @Test
  void shouldTakeTurnsBetweenOwners() {
    int other = wheel.openLine();
    for (int i = 0; i < 100; i++) {
      add(i, START + 1);
    }
    wheel.add(other, KIND, 1_000, START + 5, START);
    wheel.add(other, KIND, 1_001, START + 6, START);
    assertThat(fires(START + 10).subList(0, 5)).containsExactly(0L, 1_000L, 1L, 1_001L, 2L);
  }

  @Test
  void shouldTakeCancelsAddsAndMovesFromInsideAFire() {
    long second = add(2, START + 5);
    long third = add(3, START + 5);
    add(1, START + 5);
    wheel.turn(START + 5, MOVES);
    assertThat(wheel.id(wheel.first())).isEqualTo(1);
    wheel.cancel(wheel.first());
    wheel.cancel(third);
    add(4, START + 5);
    add(0, START + 4);
    wheel.move(second, START + 6);
    assertThat(fires(START + 5)).containsExactly(0L, 4L);
    assertThat(fires(START + 6)).containsExactly(2L);
  }

  @Test
  void shouldStandStillWhenTimeDoes() {
    add(1, START + 10);
    wheel.turn(START + 5, MOVES);
    wheel.turn(START + 2, MOVES);
    assertThat(wheel.wakeMillis()).isEqualTo(START + 10);
    assertThat(fires(START + 10)).containsExactly(1L);
    assertThat(fires(START + 10)).isEmpty();
  }
}
