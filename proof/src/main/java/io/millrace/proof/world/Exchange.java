package io.millrace.proof.world;

import io.millrace.model.Outcome;
import io.millrace.node.Reply;
import io.millrace.proof.people.Errand;

/** A request that reached the node, with what the node replied. */
record Exchange(Errand errand, Reply reply) {
  @Override
  public String toString() {
    return "%s, asked: %s".formatted(told(), errand.request().command());
  }

  private String told() {
    return switch (reply) {
      case Reply.Failed failed -> "failed    " + failed.code();
      case Reply.Decided decided ->
          switch (decided.outcome()) {
            case Outcome.Accepted accepted -> "accepted  " + accepted.answer();
            case Outcome.Answered answered -> "answered  " + answered.answer();
            case Outcome.Replayed replayed -> "replayed  " + replayed.answer();
            case Outcome.Refused refused -> "refused   " + refused.refusal();
          };
    };
  }
}
