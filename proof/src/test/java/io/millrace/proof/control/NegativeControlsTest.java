package io.millrace.proof.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.world.Plan;
import io.millrace.proof.world.RunResult;
import io.millrace.proof.world.Simulation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A check that cannot fail proves nothing: without each protection the simulator must object. */
final class NegativeControlsTest {
  /** A protection whose lack is not found in so many runs is not guarded. */
  private static final int SEEDS_MAX = 16;

  private static final int TURNS = 400;

  /** What is rare in a usual run is not in these. */
  private static final int HASTE = 4;

  @ParameterizedTest
  @EnumSource
  void shouldObjectToANodeWithout(Control control) {
    for (long seed = 1; seed <= SEEDS_MAX; seed++) {
      RunResult result =
          new Simulation(Plan.of(seed).withTurns(TURNS).withHaste(HASTE), control.parts()).run();
      BrokenPromise broken = result.broken();
      if (broken != null) {
        assertThat(control.promises()).as(broken.what()).contains(broken.promise());
        return;
      }
    }
    throw new AssertionError(SEEDS_MAX + " runs without " + control + " broke no promise");
  }
}
