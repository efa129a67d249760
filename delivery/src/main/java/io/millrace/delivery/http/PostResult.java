package io.millrace.delivery.http;

import io.millrace.node.delivery.AttemptOutcome;
import org.jspecify.annotations.Nullable;

/** What came of a {@link Post}. */
public sealed interface PostResult {

  /** Whether it is with the receiver: nothing but 2xx says so. */
  default boolean isTaken() {
    return this instanceof Answered answered && answered.status() >= 200 && answered.status() < 300;
  }

  default AttemptOutcome outcome() {
    return switch (this) {
      case Answered _ -> isTaken() ? AttemptOutcome.DELIVERED : AttemptOutcome.REJECTED;
      case Failed failed ->
          switch (failed.why()) {
            case TIMED_OUT -> AttemptOutcome.TIMED_OUT;
            case UNREACHABLE -> AttemptOutcome.UNREACHABLE;
            case BAD_ANSWER -> AttemptOutcome.BAD_ANSWER;
            case NOT_ALLOWED -> AttemptOutcome.NOT_ALLOWED;
          };
    };
  }

  /** Says something of the receiver, and not only of what was sent. */
  default boolean isOfAll() {
    return this instanceof Answered answered
        && (answered.status() == 429 || answered.status() == 503);
  }

  /**
   * An answer.
   *
   * @param head its first line and fields, cut and with secrets left out
   * @param retryAfter as it was written; null if it was not
   * @param body where somebody wants it; else empty
   */
  record Answered(int status, String head, @Nullable String retryAfter, String body)
      implements PostResult {
    public Answered(int status, String head, @Nullable String retryAfter) {
      this(status, head, retryAfter, "");
    }
  }

  /**
   * No answer.
   *
   * @param mayHaveArrived false if no connection was made
   */
  record Failed(Failure why, String detail, boolean mayHaveArrived) implements PostResult {
    public Failed(Failure why, String detail) {
      this(why, detail, true);
    }
  }

  /** Why there is no answer. */
  enum Failure {
    TIMED_OUT,
    UNREACHABLE,
    BAD_ANSWER,
    NOT_ALLOWED
  }
}
