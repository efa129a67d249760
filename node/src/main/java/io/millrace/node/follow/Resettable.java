package io.millrace.node.follow;

import org.jspecify.annotations.Nullable;

/**
 * An effect whose cursor an operator may move: what it makes of a fact may be made again, or left
 * out, such as a message that is sent elsewhere. What adds up facts is {@link Rebuildable} instead.
 */
public interface Resettable extends Effect {

  /**
   * Moves the cursor, and nothing else: what is taken next is what follows it.
   *
   * @param to up to where facts count as taken; null: none does
   * @param passedOver all that lies before a place further on, to be remembered as if it had been
   *     skipped; null when the way is back
   */
  void reset(int shard, @Nullable Cursor to, @Nullable SkippedFact passedOver)
      throws EffectUnavailable;
}
