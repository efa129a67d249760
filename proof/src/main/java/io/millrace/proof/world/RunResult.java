package io.millrace.proof.world;

import io.millrace.proof.audit.BrokenPromise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param turn the last one
 * @param broken null when every promise held
 * @param trail what happened last, the oldest first
 * @param transcript a digest of everything that happened
 */
public record RunResult(
    Plan plan,
    int turn,
    Coverage coverage,
    @Nullable BrokenPromise broken,
    List<String> trail,
    long transcript) {

  public RunResult {
    trail = List.copyOf(trail);
  }

  public boolean isWell() {
    return broken == null;
  }
}
