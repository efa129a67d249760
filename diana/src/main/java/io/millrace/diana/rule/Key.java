package io.millrace.diana.rule;

import io.millrace.diana.Request;

/** A part of what a rule counts by. Called on the hot path: allocates nothing. */
public interface Key {
  /**
   * Hands the request's value over.
   *
   * @return false if it has none
   */
  boolean give(Request request, Scratch scratch, KeySink sink);

  /** As the file has it: two with the same text give the same. */
  String describe();
}
