package io.millrace.delivery.party;

/** What came of a {@link Call}, after as many tries as its kind of failure is worth. */
public sealed interface CallResult {

  /**
   * The party did it.
   *
   * @param tries how often it was sent since it was asked for
   */
  record Done(int status, String body, int tries) implements CallResult {}

  /**
   * It did not, or nobody knows.
   *
   * @param kind of the last try
   * @param status of the last answer; 0 for none
   * @param body of the last answer, such as the party's own code for its no
   * @param retryAfterMillis what the party asked for; 0 for nothing
   * @param mayBeDone whether any try of the call may have been done, also before a replay or by
   *     another: then ask the party what became of it before anything else is done about it
   * @param tries how often it was sent since it was asked for
   */
  record Failed(
      FailureKind kind,
      int status,
      String body,
      String detail,
      long retryAfterMillis,
      boolean mayBeDone,
      int tries)
      implements CallResult {}

  /**
   * The last word is ours: it was not sent this time.
   *
   * @param retryAfterMillis when asking again may help
   * @param mayBeDone whether any try of the call may have been done, also before a replay or by
   *     another
   * @param tries how often it was sent before, since it was asked for
   */
  record Held(Obstacle why, long retryAfterMillis, boolean mayBeDone, int tries)
      implements CallResult {}

  /** What keeps a call from being sent. */
  enum Obstacle {
    /** The party has failed too often: it is left alone for a while. */
    BREAKER_OPEN,
    /** As many calls are under way as may be at a time. */
    CROWDED,
    /** As many calls were made as may be in this time. */
    TOO_FAST,
    /** The log of calls cannot be written, and nothing is sent that nobody could find again. */
    UNLOGGED,
    /** Its time was over before it could be sent, such as when the log is slow. */
    TOO_LATE,
    /** Another try of this call may have been done, or is under way, and it must not be twice. */
    MAY_BE_DONE
  }
}
