package io.millrace.proof.audit;

import io.millrace.model.Outcome;
import io.millrace.model.Request;

/**
 * An answer that left the node.
 *
 * @param position how many facts of its shop it says it rests on
 * @param atMillis the log time at which it says it was decided
 */
public record Heard(Request request, Told told, long position, long atMillis) {

  public Heard(Request request, Outcome outcome, long position, long atMillis) {
    this(request, Told.of(outcome), position, atMillis);
  }
}
