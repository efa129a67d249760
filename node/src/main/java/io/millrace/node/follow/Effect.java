package io.millrace.node.follow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a follower makes of facts, with its cursor beside it. Owned by the follower's thread.
 *
 * <p>{@link #take} moves both or neither, and so does {@link #skip}: whatever dies in between, the
 * cursor says what was done. A runtime exception out of {@link #take} says that the facts
 * themselves cannot be taken, and that nothing of them was.
 */
public interface Effect extends AutoCloseable {

  /** Up to where facts of the shard had their effect; null when none had. */
  @Nullable Cursor cursor(int shard) throws EffectUnavailable;

  void take(FactBatch batch) throws EffectUnavailable;

  /**
   * Moves the cursor over one fact that an operator gave up, and remembers it.
   *
   * @param batch the one fact
   */
  void skip(FactBatch batch, SkippedFact skipped) throws EffectUnavailable;

  /** The newest of those that were ever skipped, the newest first. */
  List<SkippedFact> skipped() throws EffectUnavailable;

  @Override
  void close();
}
