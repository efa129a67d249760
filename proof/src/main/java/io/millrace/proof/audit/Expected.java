package io.millrace.proof.audit;

import io.millrace.model.answer.Answer;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.refusal.Refusal;

/** What must become of a request, told from the facts before it. */
sealed interface Expected {
  /** It changes something: this fact, and an answer that is built from it. */
  record Change(ShopFact fact, Answer answer) implements Expected {}

  /** It changes nothing. */
  record Unchanged(Answer answer) implements Expected {}

  /** It was asked before: the first answer again. */
  record Again(Answer answer) implements Expected {}

  /** It is refused just so. */
  record No(Refusal refusal) implements Expected {}
}
