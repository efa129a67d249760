package io.millrace.delivery.http;

import org.jspecify.annotations.Nullable;

/** What came of a {@link Post}. */
public sealed interface PostResult {

  /**
   * An answer.
   *
   * @param head its first line and fields, cut and with secrets left out
   * @param retryAfter as it was written; null if it was not
   */
  record Answered(int status, String head, @Nullable String retryAfter) implements PostResult {}

  /** No answer. */
  record Failed(Failure why, String detail) implements PostResult {}

  /** Why there is no answer. */
  enum Failure {
    TIMED_OUT,
    UNREACHABLE,
    BAD_ANSWER,
    NOT_ALLOWED
  }
}
