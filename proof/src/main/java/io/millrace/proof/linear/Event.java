package io.millrace.proof.linear;

/**
 * One operation as a client saw it.
 *
 * @param invokedNanos when it was sent
 * @param returnedNanos when its answer came; of one without an answer, when it could happen no more
 * @param mayBeMissing nobody was told what became of it: it may have happened or not
 */
public record Event<O>(long invokedNanos, long returnedNanos, O operation, boolean mayBeMissing) {

  public Event {
    if (returnedNanos < invokedNanos) {
      throw new IllegalArgumentException("an answer came before its question");
    }
  }

  /** One that was answered. */
  public static <O> Event<O> answered(long invokedNanos, long returnedNanos, O operation) {
    return new Event<>(invokedNanos, returnedNanos, operation, false);
  }

  /** One whose answer never came. */
  public static <O> Event<O> unanswered(long invokedNanos, long overNanos, O operation) {
    return new Event<>(invokedNanos, overNanos, operation, true);
  }
}
