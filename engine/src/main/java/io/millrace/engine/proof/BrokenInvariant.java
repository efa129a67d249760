package io.millrace.engine.proof;

import java.io.Serial;

/**
 * The state contradicts itself, or a fact does not fit it. Never the fault of a request: the shard
 * must stop and rebuild.
 */
public final class BrokenInvariant extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public BrokenInvariant(String message) {
    super(message);
  }

  /** Always on. The message is a constant, so that a check that holds costs a branch. */
  public static void check(boolean holds, String message) {
    if (!holds) {
      throw new BrokenInvariant(message);
    }
  }
}
