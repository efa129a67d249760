package io.millrace.node;

import io.millrace.model.Outcome;
import io.millrace.model.refusal.Code;

/** What comes back from a {@link Gate}. */
public sealed interface Reply {

  /**
   * The engine has spoken.
   *
   * @param position the shop's sequence when it was decided
   * @param decidedAtMillis log time
   */
  record Decided(Outcome outcome, long position, long decidedAtMillis) implements Reply {}

  /** The node could not carry the request to an end. */
  record Failed(Code code, String detail) implements Reply {}
}
