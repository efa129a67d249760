package io.millrace.node.delivery;

/** What came of sending a logged call once more. */
public sealed interface CallReplay {

  /** It was let go, whatever came of it. */
  sealed interface Sent extends CallReplay {}

  /**
   * The party did it.
   *
   * @param status of its answer
   */
  record Done(int status, int tries) implements Sent {}

  /**
   * It did not, or nobody knows.
   *
   * @param outcome of the last try, in a word
   * @param status of its answer; 0 if there was none
   * @param mayBeDone whether one of the tries may have been done
   */
  record Failed(String outcome, int status, String detail, boolean mayBeDone, int tries)
      implements Sent {}

  /**
   * It was not sent, or not again.
   *
   * @param why in a word
   * @param retryAfterMillis when asking again may help
   * @param tries how often it was sent before
   */
  record Held(String why, long retryAfterMillis, boolean mayBeDone, int tries) implements Sent {}

  /** The party cannot know it for a repeat, and may have done it: nothing was sent. */
  record MayBeDone() implements CallReplay {}

  /**
   * It cannot be sent.
   *
   * @param detail why, such as that its party is no more
   */
  record Unknown(String detail) implements CallReplay {}
}
