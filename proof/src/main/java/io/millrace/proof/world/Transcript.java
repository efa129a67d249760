package io.millrace.proof.world;

import io.millrace.testkit.SplitMix;

/**
 * A digest of everything that happens, in its order: two runs that differ anywhere differ in it.
 */
final class Transcript {
  private long digest;

  void note(long one, long two, long three) {
    digest = new SplitMix(digest ^ one).next();
    digest = new SplitMix(digest ^ two).next();
    digest = new SplitMix(digest ^ three).next();
  }

  long digest() {
    return digest;
  }
}
