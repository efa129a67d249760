package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.answer.OrderPlacedView;
import io.millrace.node.Reply;
import io.millrace.node.StartRefused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody turns the wall clock, while a node runs and while it does not. */
final class ClockTest {

  private static final long BEGIN_MILLIS = 1_800_000_000_000L;
  private static final Duration BETWEEN_ORDERS = Duration.ofSeconds(1);
  private static final int ORDERS = 20;

  @TempDir Path data;

  private final TurnedClock clock = new TurnedClock(BEGIN_MILLIS);
  private long lastId;
  private long lastMillis;
  private long nextKey;

  @Test
  void shouldGoOnWhenTheWallClockIsSetBack() {
    try (LocalNode node = LocalNode.start(data, clock)) {
      open(node);
      order(node);
      clock.setBy(Duration.ofHours(-1));
      assertThat(passedWhileOrdering(node)).isEqualTo(ORDERS * BETWEEN_ORDERS.toMillis());
      assertThat(node.detail()).contains("wall clock", "not followed");
    }
    try (LocalNode node = LocalNode.start(data, clock)) {
      assertThat(passedWhileOrdering(node)).isEqualTo(ORDERS * BETWEEN_ORDERS.toMillis());
    }
    clock.setBy(Duration.ofHours(-1));
    try (LocalNode node = LocalNode.start(data, clock)) {
      assertThat(passedWhileOrdering(node)).isEqualTo(ORDERS * BETWEEN_ORDERS.toMillis());
      assertThat(node.detail()).contains("not followed");
    }
    clock.setBy(Duration.ofHours(2));
    try (LocalNode node = LocalNode.start(data, clock)) {
      order(node);
      assertThat(node.detail()).as("all is well again").isEmpty();
    }
    new Books(data).audit();
  }

  @Test
  void shouldTakeADayAheadOnlyAtTheNextStart() {
    try (LocalNode node = LocalNode.start(data, clock)) {
      open(node);
      order(node);
      clock.setBy(Duration.ofDays(1));
      assertThat(passedWhileOrdering(node)).isEqualTo(ORDERS * BETWEEN_ORDERS.toMillis());
      assertThat(node.detail()).contains("wall clock", "not followed");
      assertThat(lastMillis).isLessThan(BEGIN_MILLIS + Duration.ofHours(1).toMillis());
    }
    try (LocalNode node = LocalNode.start(data, clock)) {
      order(node);
      assertThat(lastMillis).isEqualTo(clock.wallMillis());
      assertThat(node.detail()).isEmpty();
    }
    new Books(data).audit();
  }

  @Test
  void shouldWantAWordWhenItIsStartedLongAfterTheLog() {
    try (LocalNode node = LocalNode.start(data, clock)) {
      open(node);
      order(node);
    }
    clock.setBy(Duration.ofDays(8));
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> LocalNode.start(data, clock).close())
          .isInstanceOfSatisfying(
              StartRefused.class,
              refused -> assertThat(refused.reason()).isEqualTo(StartRefused.Reason.CLOCK))
          .hasMessageContaining("--accept-clock");
    }
    try (LocalNode node = LocalNode.start(data, clock, true, LocalNode.SEGMENT_BYTES, List.of())) {
      order(node);
      assertThat(lastMillis).isEqualTo(clock.wallMillis());
    }
    try (LocalNode node = LocalNode.start(data, clock)) {
      order(node);
    }
  }

  @Test
  void shouldNeedNoWordWithinAWeek() {
    try (LocalNode node = LocalNode.start(data, clock)) {
      open(node);
      order(node);
    }
    clock.setBy(Duration.ofDays(7).minusMinutes(1));
    try (LocalNode node = LocalNode.start(data, clock)) {
      order(node);
      assertThat(lastMillis).isEqualTo(clock.wallMillis());
    }
  }

  private long passedWhileOrdering(LocalNode node) {
    order(node);
    long begunMillis = lastMillis;
    for (int i = 0; i < ORDERS; i++) {
      clock.pass(BETWEEN_ORDERS);
      order(node);
    }
    return lastMillis - begunMillis;
  }

  private static void open(LocalNode node) {
    Trader.of(node.node(), "clocks", 1_000_000).open(1_000);
  }

  /** Ids rise and time does not go back, whatever happened since the last order. */
  private void order(LocalNode node) {
    Trader trader = Trader.of(node.node(), "clocks", nextKey++);
    Reply.Decided decided = trader.accept(Trader.wish("anna", 1));
    OrderPlacedView view = Trader.placed(decided);
    assertThat(view.placed().order().value()).isGreaterThan(lastId);
    assertThat(decided.decidedAtMillis()).isGreaterThanOrEqualTo(lastMillis);
    assertThat(view.atMillis()).isEqualTo(decided.decidedAtMillis());
    lastId = view.placed().order().value();
    lastMillis = decided.decidedAtMillis();
  }
}
