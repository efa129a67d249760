package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proof.world.Coverage;
import io.millrace.proof.world.Fault;
import io.millrace.proof.world.Parts;
import io.millrace.proof.world.Plan;
import io.millrace.proof.world.RunResult;
import io.millrace.proof.world.Simulation;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SimulationTest {
  private static final int SEEDS = 24;

  /** A third of what the command runs, so that there are more seeds in the same time. */
  private static final int TURNS = 400;

  private static RunResult run(long seed) {
    return new Simulation(Plan.of(seed).withTurns(TURNS), Parts.REAL).run();
  }

  private static final Coverage COVERAGE = new Coverage();

  @ParameterizedTest(name = "seed {0}")
  @MethodSource
  void shouldKeepEveryPromiseWhateverBreaks(long seed) {
    RunResult result = run(seed);
    assertThat(result.broken()).as("%s", result.trail()).isNull();
    assertThat(result.coverage().answers()).isGreaterThan(1_000);
    assertThat(result.coverage().timers()).isGreaterThan(100);
    COVERAGE.add(result.coverage());
  }

  static LongStream shouldKeepEveryPromiseWhateverBreaks() {
    return LongStream.rangeClosed(1, SEEDS);
  }

  /** A fault that never happened would say nothing. */
  @AfterAll
  static void requireEveryFault() {
    assertThat(Fault.values())
        .as("faults that happened")
        .allSatisfy(fault -> assertThat(COVERAGE.count(fault)).as(fault.name()).isPositive());
    assertThat(COVERAGE.starts()).as("starts that began with a snapshot").isPositive();
    assertThat(COVERAGE.followedFacts()).as("facts that had their effect").isGreaterThan(100_000);
    assertThat(COVERAGE.rebuildsFromArchive())
        .as("effects that were made anew from it")
        .isPositive();
  }

  /** Event for event: whoever is given a seed sees what was seen. */
  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103})
  void shouldRunTheSameTwice(long seed) {
    RunResult once = run(seed);
    RunResult again = run(seed);
    assertThat(again.transcript()).isEqualTo(once.transcript());
    assertThat(again.coverage().table()).isEqualTo(once.coverage().table());
    assertThat(once.coverage().answers()).isGreaterThan(1_000);
  }

  @Test
  void shouldRunOtherwiseWithAnotherSeed() {
    assertThat(run(104).transcript()).isNotEqualTo(run(105).transcript());
  }
}
