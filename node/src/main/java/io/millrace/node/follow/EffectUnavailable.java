package io.millrace.node.follow;

/**
 * Where the effect is kept cannot be reached, is locked or full: the facts are not to blame, and
 * will be tried again for as long as it takes.
 */
public sealed class EffectUnavailable extends Exception permits EffectStopped {
  private static final long serialVersionUID = 1L;

  public EffectUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  public EffectUnavailable(String message) {
    super(message);
  }
}
