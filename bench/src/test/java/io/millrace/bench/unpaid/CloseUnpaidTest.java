package io.millrace.bench.unpaid;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.disk.Scratch;
import io.millrace.bench.report.Figure;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import io.millrace.bench.server.NotRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The columns can say yes and no, and every way that is here comes to its end. */
final class CloseUnpaidTest {

  private static final int SPREAD = 200;
  private static final int BURST = 100;
  private static final int CRASH = 100;

  /** One of ten orders. */
  private static final int TENTH = 10;

  private static final Plan SMALL =
      new Plan(
          100,
          Duration.ZERO,
          Duration.ofMillis(100),
          SPREAD,
          Duration.ofMillis(400),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          BURST,
          CRASH,
          Duration.ofMillis(600),
          Duration.ofSeconds(4));

  private static Findings trial(ClosingWay way) throws NotRun {
    try (Scratch scratch = new Scratch();
        way) {
      way.start(scratch.directory());
      return new Trial(way, SMALL, System.err::println).run();
    }
  }

  @Test
  void shouldFindThatADelayQueueForgetsWithItsWorkerAndElseDoesWell() throws NotRun {
    Findings found = trial(new ClassicWay("delayQueue", DelayQueueWorker.class));

    assertThat(found.lostWithWorker()).isBetween(1, CRASH);
    assertThat(found.lostWithServer()).hasValue(0);
    assertThat(found.unclosed()).isZero();
    assertThat(found.early()).isZero();
    assertThat(found.closedTwice()).isZero();
    assertThat(found.paidAndClosed()).isZero();
    assertThat(found.tally().lostUnits()).isZero();
    assertThat(found.paid()).isPositive();
    assertThat(found.lateMicros().getTotalCount()).isEqualTo(SPREAD - SPREAD * 3 / TENTH);
  }

  @Test
  void shouldFindThatATableKeepsWhatAQueueForgets() throws NotRun {
    Findings found = trial(new ClassicWay("reloaded", ReloadedDelayQueueWorker.class));

    assertThat(found.lostWithWorker()).isZero();
    assertThat(found.closedTwice()).isZero();
  }

  @Test
  void shouldFindEveryFault() throws NotRun {
    Findings found = trial(new ClassicWay("faulty", FaultyWorker.class));

    assertThat(found.unclosed()).isEqualTo((SPREAD + BURST) / TENTH);
    assertThat(found.lostWithServer().orElseThrow()).isGreaterThanOrEqualTo(CRASH / TENTH);
    assertThat(found.early()).isPositive();
    assertThat(found.closedTwice()).isGreaterThanOrEqualTo((SPREAD + BURST) / TENTH);
    assertThat(found.tally().closedAgain()).isGreaterThanOrEqualTo(found.told());
    assertThat(found.paidAndClosed()).isGreaterThanOrEqualTo(SPREAD / TENTH);
    assertThat(found.tally().lostUnits()).isPositive();
    assertThat(found.lateMicros().getMaxValue())
        .isGreaterThan(FaultyWorker.LATE_MILLIS * WallClock.MICROS_PER_MILLI);
  }

  /** One with servers of others; the rest take minutes each, and their time is the benchmark's. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES) // Two servers and two JVMs, each started twice.
  void shouldMeasureAWayWithServersOfOthers() {
    String name = "redisExpiry";
    List<Figure> figures = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<Supplier<ClosingWay>> ways =
        CloseUnpaidBench.WAYS.stream().filter(way -> way.get().name().equals(name)).toList();

    CloseUnpaidBench.run(
        Plan.of(Scale.TINY), ways, new Report(figures::add, notes::add, System.err::println));

    if (figures.isEmpty()) {
      assertThat(notes).last().asString().startsWith(name + ": not run, ");
    } else {
      assertThat(figures)
          .filteredOn(figure -> figure.name().matches(".*(early|Twice|AndClosed)"))
          .hasSize(3)
          .allSatisfy(figure -> assertThat(figure.value()).as(figure.name()).isZero());
    }
  }
}
