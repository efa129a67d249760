package io.millrace.proof.world;

/** The process ends in the middle of what a follower does: nothing of it goes on. */
final class KilledAtEffect extends Error {
  private static final long serialVersionUID = 1L;

  KilledAtEffect(EffectFate.Moment moment) {
    super("the process is killed, " + moment + " a follower's effect");
  }
}
