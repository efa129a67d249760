package io.millrace.proof.audit;

import io.millrace.model.Outcome;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.QueueView;
import io.millrace.model.refusal.Code;
import io.millrace.model.refusal.Refusal;

/** An answer as it left the node, with nothing lost of it. */
record SaidByNode(Outcome outcome) implements Told {

  @Override
  public Way way() {
    return switch (outcome) {
      case Outcome.Accepted _ -> Way.CHANGED;
      case Outcome.Answered _ -> Way.UNCHANGED;
      case Outcome.Replayed _ -> Way.AGAIN;
      case Outcome.Refused _ -> Way.REFUSED;
    };
  }

  @Override
  public boolean says(Answer right) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> isSame(right, accepted.answer());
      case Outcome.Answered answered -> isSame(right, answered.answer());
      case Outcome.Replayed replayed -> isSame(right, replayed.answer());
      case Outcome.Refused _ -> false;
    };
  }

  private static boolean isSame(Answer right, Answer given) {
    return given instanceof QueueView view
        ? right.equals(TaskQueue.unjudged(view))
        : right.equals(given);
  }

  @Override
  public boolean says(Refusal right) {
    return outcome instanceof Outcome.Refused refused && Shapes.isSame(right, refused.refusal());
  }

  @Override
  public boolean isRefused(Code code) {
    return outcome instanceof Outcome.Refused refused && refused.refusal().code() == code;
  }

  @Override
  public String toString() {
    return switch (outcome) {
      case Outcome.Accepted accepted -> "Change[" + accepted.answer() + "]";
      case Outcome.Answered answered -> "Unchanged[" + answered.answer() + "]";
      case Outcome.Replayed replayed -> "Again[" + replayed.answer() + "]";
      case Outcome.Refused refused -> "No[" + refused.refusal() + "]";
    };
  }
}
