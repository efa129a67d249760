package io.millrace.engine.proof;

/**
 * 64-bit mixing for digests and hash tables. Part of what frames carry (their digest), so it can
 * only change with the format of the log.
 */
public final class Mix {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final long TEXT_PRIME = 0x9fb21c651e98df25L;

  private Mix() {}

  /**
   * Stafford's thirteenth variant of the murmur3 finaliser: each bit in moves half of those out.
   */
  public static long mix(long value) {
    long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  public static long mix(long first, long second) {
    return mix(mix(first + GOLDEN) ^ second);
  }

  /** Adds a tagged part to a hash of many; a part at its default (0) adds nothing. */
  public static long fold(long hash, int tag, long part) {
    return part == 0 ? hash : mix((hash ^ part) + tag * GOLDEN);
  }

  /** Never 0 in practice, so that a text that is there differs from one that is not. */
  public static long text(String text) {
    long hash = GOLDEN + text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * TEXT_PRIME;
      hash ^= hash >>> 32;
    }
    return mix(hash);
  }
}
