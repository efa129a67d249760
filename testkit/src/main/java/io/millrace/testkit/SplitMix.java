package io.millrace.testkit;

/** SplitMix64: a small generator whose whole state is a seed, so that a run can be had again. */
public final class SplitMix {

  private long state;

  public SplitMix(long seed) {
    this.state = seed;
  }

  public long next() {
    state += 0x9E37_79B9_7F4A_7C15L;
    long mixed = state;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** From 0 to the bound, without it. The slight bias of a remainder does not matter to tests. */
  public int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }

  public boolean coin() {
    return next() < 0;
  }
}
