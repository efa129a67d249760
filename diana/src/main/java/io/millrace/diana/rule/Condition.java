package io.millrace.diana.rule;

import io.millrace.diana.Request;

/** Whether a rule looks at a request. Called on the hot path: allocates nothing. */
public interface Condition {
  boolean holds(Request request, Scratch scratch);

  /** As it is shown to an operator, and as the file has it. */
  String describe();
}
