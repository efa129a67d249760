package io.millrace.proof.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proof.FailureReport;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.audit.Promise;
import io.millrace.proof.world.Plan;
import io.millrace.proof.world.RunResult;
import io.millrace.proof.world.Shrinking;
import io.millrace.proof.world.Simulation;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class FailureReportTest {
  private static final long SEED = 3;
  private static final int TURNS = 300;

  private static RunResult run(Plan plan) {
    return new Simulation(plan, Control.SUM_OF_EQUAL_LINES.parts()).run();
  }

  @Test
  void shouldTellAPersonWhatBrokeInTheSmallestRunThatWasFound() {
    RunResult broken = run(Plan.of(SEED).withTurns(TURNS));
    RunResult smallest = new Shrinking(broken, FailureReportTest::run).shrink();
    BrokenPromise found = Objects.requireNonNull(smallest.broken());
    assertThat(smallest.plan().turns()).isLessThanOrEqualTo(broken.turn() + 1);
    assertThat(smallest.plan().allowed()).as("few faults are needed for it").hasSizeLessThan(6);
    assertThat(FailureReport.of(found, smallest))
        .contains(Promise.NEVER_OVERSELL.sentence())
        .contains(found.what())
        .contains(smallest.plan().turns() + " of faults")
        .contains("./millrace simulate --seed 3");
  }

  @Test
  void shouldBreakTheSamePromiseWhenTheSmallestRunIsRunAgain() {
    RunResult smallest =
        new Shrinking(run(Plan.of(SEED).withTurns(TURNS)), FailureReportTest::run).shrink();
    RunResult again = run(smallest.plan());
    assertThat(again.transcript()).isEqualTo(smallest.transcript());
    assertThat(Objects.requireNonNull(again.broken()).what())
        .isEqualTo(Objects.requireNonNull(smallest.broken()).what());
  }
}
