package io.millrace.proof.linear;

import org.jspecify.annotations.Nullable;

/**
 * How one thing behaves when it is asked one question at a time.
 *
 * @param <S> its state: immutable, with equality
 * @param <O> what was asked of it, with what was answered if that is known
 */
public interface SequentialModel<S, O> {

  /** The state after the operation; null if it is not answered so in this state. */
  @Nullable S next(S state, O operation);
}
