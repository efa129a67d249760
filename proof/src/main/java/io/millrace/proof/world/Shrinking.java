package io.millrace.proof.world;

import java.util.function.Function;

/**
 * Looks for a smaller run that breaks a promise, too: fewer turns first, then fewer kinds of
 * faults. The smallest that was found, not the smallest that there is.
 */
public final class Shrinking {
  private static final int TRIES_MAX = 60;

  private final Function<Plan, RunResult> runs;
  private RunResult smallest;
  private int tries;

  /** Of a run that broke a promise. */
  public Shrinking(RunResult broken, Function<Plan, RunResult> runs) {
    this.smallest = broken;
    this.runs = runs;
  }

  public RunResult shrink() {
    int turns = Math.min(smallest.turn() + 1, smallest.plan().turns());
    tries(smallest.plan().withTurns(turns));
    for (int step = turns / 2; step > 0 && tries < TRIES_MAX; step = step / 2) {
      int fewer = smallest.plan().turns() - step;
      if (fewer > 0) {
        tries(smallest.plan().withTurns(fewer));
      }
    }
    for (Fault fault : Fault.values()) {
      if (fault.isOfItsOwn() && tries < TRIES_MAX) {
        tries(smallest.plan().without(fault));
      }
    }
    return smallest;
  }

  private void tries(Plan smaller) {
    tries++;
    RunResult result = runs.apply(smaller);
    if (!result.isWell()) {
      smallest = result;
    }
  }
}
