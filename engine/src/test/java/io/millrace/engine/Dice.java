package io.millrace.engine;

import io.millrace.engine.proof.Mix;

/** Chance that can be had again: the same seed throws the same. */
final class Dice {
  private long state;

  Dice(long seed) {
    this.state = seed;
  }

  int below(int bound) {
    state += 0x9e3779b97f4a7c15L;
    return (int) Long.remainderUnsigned(Mix.mix(state), bound);
  }
}
