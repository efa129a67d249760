package io.millrace.app.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Counts what was checked, and keeps what did not hold. Owned by the auditing thread. */
final class Findings {

  /** One broken thing often breaks all that follows: the first ones tell the story. */
  static final int VIOLATIONS_KEPT_MAX = 1_000;

  private final Map<Promise, Long> checked = new EnumMap<>(Promise.class);
  private final Map<Promise, Long> broken = new EnumMap<>(Promise.class);
  private final List<Violation> violations = new ArrayList<>();

  /** Every check goes through here, so that an audit which checked nothing cannot look well. */
  void require(Promise promise, boolean holds, Place place, Supplier<String> sentence) {
    checked.merge(promise, 1L, Long::sum);
    if (holds) {
      return;
    }
    broken.merge(promise, 1L, Long::sum);
    if (violations.size() < VIOLATIONS_KEPT_MAX) {
      violations.add(new Violation(promise, place.shard(), place.sequence(), sentence.get()));
    }
  }

  long checked(Promise promise) {
    return checked.getOrDefault(promise, 0L);
  }

  /** All of them, also those that were not kept. */
  long broken() {
    return broken.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Also counts those that were not kept: a promise whose violations came late is broken, too. */
  long broken(Promise promise) {
    return broken.getOrDefault(promise, 0L);
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }
}
