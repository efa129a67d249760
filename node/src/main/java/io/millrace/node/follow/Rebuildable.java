package io.millrace.node.follow;

/** An effect that can be made anew from the beginning while the old one is still of use. */
public interface Rebuildable extends Effect {

  /**
   * The one that is being made beside this; begun if there is none. It takes facts as this does.
   */
  Effect beside() throws EffectUnavailable;

  /** Whether one is being made: also one that was begun before a restart. */
  boolean hasBeside() throws EffectUnavailable;

  /** Puts the new one in the place of the old, cursor and all, at one stroke. */
  void swap() throws EffectUnavailable;
}
