package io.millrace.node.follow;

/**
 * The effect cannot be had until an operator has decided something: to try again would do harm. The
 * follower stops, and the sentence says what may be done.
 */
public final class EffectStopped extends EffectUnavailable {
  private static final long serialVersionUID = 1L;

  public EffectStopped(String message) {
    super(message);
  }
}
