package io.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proof.world.Coverage;
import io.millrace.proof.world.Fault;
import io.millrace.proof.world.Parts;
import io.millrace.proof.world.Plan;
import io.millrace.proof.world.RunResult;
import io.millrace.proof.world.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SimulationTest {
  private static final int SEEDS = 20;

  @Test
  void shouldKeepEveryPromiseWhateverBreaks() {
    Coverage coverage = new Coverage();
    for (long seed = 1; seed <= SEEDS; seed++) {
      RunResult result = new Simulation(Plan.of(seed), Parts.REAL).run();
      assertThat(result.broken()).as("seed %d, %s", seed, result.trail()).isNull();
      coverage.add(result.coverage());
    }
    assertThat(Fault.values())
        .as("faults that happened")
        .allSatisfy(fault -> assertThat(coverage.count(fault)).as(fault.name()).isPositive());
    assertThat(coverage.timers()).isGreaterThan(1_000);
  }

  /** Event for event: whoever is given a seed sees what was seen. */
  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103})
  void shouldRunTheSameTwice(long seed) {
    RunResult once = new Simulation(Plan.of(seed), Parts.REAL).run();
    RunResult again = new Simulation(Plan.of(seed), Parts.REAL).run();
    assertThat(again.transcript()).isEqualTo(once.transcript());
    assertThat(again.coverage().table()).isEqualTo(once.coverage().table());
    assertThat(once.coverage().answers()).isGreaterThan(1_000);
  }

  @Test
  void shouldRunOtherwiseWithAnotherSeed() {
    assertThat(new Simulation(Plan.of(104), Parts.REAL).run().transcript())
        .isNotEqualTo(new Simulation(Plan.of(105), Parts.REAL).run().transcript());
  }
}
