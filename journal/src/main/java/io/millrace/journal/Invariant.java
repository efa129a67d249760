package io.millrace.journal;

import java.util.function.Supplier;

/** Broken invariants stop the shard; these checks are always on. */
final class Invariant {
  private Invariant() {}

  static void check(boolean holds, String sentence) {
    check(holds, () -> sentence);
  }

  /** For a sentence that is put together only when it is needed. */
  static void check(boolean holds, Supplier<String> sentence) {
    if (!holds) {
      throw new IllegalStateException("Broken invariant: " + sentence.get());
    }
  }
}
