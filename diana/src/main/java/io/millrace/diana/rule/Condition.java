package io.millrace.diana.rule;

import io.millrace.diana.Request;

/** Whether a rule looks at a request. Called on the hot path: allocates nothing. */
public interface Condition {
  boolean holds(Request request, Scratch scratch);

  /**
   * Whether nobody can say if it holds, because what it is about cannot be read. Then it holds, and
   * so does its opposite: limits and denials look at such a request, and no exemption does.
   */
  default boolean isInDoubt(Request request, Scratch scratch) {
    return false;
  }

  /** As it is shown to an operator, and as the file has it. */
  String describe();
}
