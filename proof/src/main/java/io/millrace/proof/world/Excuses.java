package io.millrace.proof.world;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.journal.LogDamaged;
import io.millrace.model.refusal.Code;
import io.millrace.node.Reply;
import io.millrace.node.StartRefused;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.audit.Promise;
import io.millrace.proof.people.Errand;

/** What a node may say instead of an answer, and when. */
final class Excuses {
  private Excuses() {}

  /**
   * A node may fail to answer only when something has befallen it.
   *
   * @param mayFail whether its disk has failed it, or is full
   */
  static void judge(Reply.Failed failed, Errand errand, boolean mayFail) {
    boolean isExcused =
        switch (failed.code()) {
          case NOT_READY, OVERLOADED -> true;
          case OUTCOME_UNKNOWN, STORAGE_FAILED, STORAGE_FULL -> mayFail;
          default -> false; // those that a request is refused with are no failures
        };
    if (!isExcused) {
      throw new BrokenPromise(
          failed.code() == Code.INTERNAL ? Promise.AS_THE_RULES_SAY : Promise.SERVES_AGAIN,
          "%s was answered with %s (%s), and nothing had befallen the node"
              .formatted(errand.request().command(), failed.code(), failed.detail()));
    }
  }

  /** A disk may fail; a state may not contradict itself, and a log may not lose what it held. */
  static void judge(Machine.Trouble trouble) {
    for (Throwable cause = trouble.cause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof BrokenInvariant) {
        throw new BrokenPromise(
            Promise.AS_THE_RULES_SAY,
            "the node contradicts itself: %s: %s".formatted(trouble.message(), cause.getMessage()));
      }
      boolean isOfData =
          cause instanceof LogDamaged
              || (cause instanceof StartRefused refused
                  && refused.reason() == StartRefused.Reason.DATA);
      if (isOfData) {
        throw new BrokenPromise(Promise.NOTHING_LOST, trouble.message());
      }
    }
  }
}
