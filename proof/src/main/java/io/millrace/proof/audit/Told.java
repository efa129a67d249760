package io.millrace.proof.audit;

import io.millrace.model.Outcome;
import io.millrace.model.answer.Answer;
import io.millrace.model.refusal.Code;
import io.millrace.model.refusal.Refusal;

/**
 * What a client was told, in whatever form it came: as the node said it, or over a wire that
 * carries less.
 */
public interface Told {

  /** What was said of the wish itself. */
  enum Way {
    /** It has happened, by this very request. */
    CHANGED,
    /** Nothing had to happen. */
    UNCHANGED,
    /** It happened before; the first answer again. */
    AGAIN,
    REFUSED
  }

  Way way();

  /** Whether this is what was said, as far as the form can carry it. */
  boolean says(Answer right);

  boolean says(Refusal right);

  /** Whether it was refused with this code, whatever else was said. */
  boolean isRefused(Code code);

  static Told of(Outcome outcome) {
    return new SaidByNode(outcome);
  }
}
