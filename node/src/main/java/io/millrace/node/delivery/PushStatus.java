package io.millrace.node.delivery;

import io.millrace.model.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * How pushing a queue's tasks goes, as far as this node knows since it began to.
 *
 * @param sinceMillis when it began to count
 * @param pushed tasks that the receiver took
 * @param failed requests that it did not
 * @param underWay requests that wait for its answer now
 * @param restsUntilMillis nothing is sent before; 0 if it does not rest
 * @param lastPushedAtMillis 0 for never
 * @param lastFailure null if none has failed
 */
public record PushStatus(
    PushState state,
    long sinceMillis,
    long pushed,
    long failed,
    int underWay,
    long restsUntilMillis,
    long lastPushedAtMillis,
    @Nullable Failure lastFailure) {

  /** The same when its rest is over. */
  public PushStatus rested() {
    return new PushStatus(
        PushState.PUSHES,
        sinceMillis,
        pushed,
        failed,
        underWay,
        0,
        lastPushedAtMillis,
        lastFailure);
  }

  /**
   * The last request that failed.
   *
   * @param status of HTTP; 0 if there was no answer
   * @param detail the head of the answer, or why there was none; without secrets
   */
  public record Failure(
      long atMillis, TaskId task, AttemptOutcome outcome, int status, String detail) {}
}
