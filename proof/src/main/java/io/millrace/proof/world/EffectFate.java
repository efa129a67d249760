package io.millrace.proof.world;

import io.millrace.node.follow.EffectUnavailable;
import io.millrace.node.follow.FactBatch;

/** What befalls a follower's effect while it is kept. */
public interface EffectFate {

  /** Where it is with what it keeps. */
  enum Moment {
    BEFORE,
    /** Half of it is written and nothing of it has come to stay. */
    WITHIN,
    /** It has come to stay, and nobody was told. */
    AFTER,
    /** What was made anew has come to stay in the old one's place, and nobody was told. */
    REPLACED
  }

  /** Returns if nothing happens at this moment. */
  void meet(Moment moment) throws EffectUnavailable;

  /** Refuses facts by an exception that says so. */
  void judge(FactBatch batch);
}
