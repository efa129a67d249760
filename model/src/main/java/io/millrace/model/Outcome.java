package io.millrace.model;

import io.millrace.model.answer.Answer;
import io.millrace.model.refusal.Refusal;
import java.util.List;

/** What {@code decide} says. */
public sealed interface Outcome {

  /** It shall happen: these facts, then this answer. */
  record Accepted(List<Recorded> facts, Answer answer) implements Outcome {
    public Accepted {
      facts = List.copyOf(facts);
    }
  }

  /** Nothing changes: a read, or a change to what already is. */
  record Answered(Answer answer) implements Outcome {}

  /** It has happened before under this key or token; the first answer again. */
  record Replayed(Answer answer) implements Outcome {}

  /** No, and nothing changes. */
  record Refused(Refusal refusal) implements Outcome {}
}
