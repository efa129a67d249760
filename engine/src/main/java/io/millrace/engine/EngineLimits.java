package io.millrace.engine;

/**
 * How much an engine may remember.
 *
 * @param rememberedKeysMax keys and spent tokens, each; at 64 bytes an entry 16 Mi are a GiB
 * @param rememberedKeysReserve of these, kept for what finishes or frees open work, so that orders
 *     can still be paid, cancelled and shipped when new ones are turned away
 */
public record EngineLimits(int rememberedKeysMax, int rememberedKeysReserve) {
  /** A day of 180 orders a second. */
  public static final EngineLimits DEFAULT = new EngineLimits(16 << 20, 1 << 20);

  public EngineLimits {
    if (rememberedKeysReserve < 0 || rememberedKeysReserve >= rememberedKeysMax) {
      throw new IllegalArgumentException("the reserve must be a part of the whole");
    }
  }
}
