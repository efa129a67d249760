package io.millrace.journal;

/** Broken invariants stop the shard; these checks are always on. */
final class Invariant {
  private Invariant() {}

  static void check(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalStateException("Broken invariant: " + sentence);
    }
  }
}
