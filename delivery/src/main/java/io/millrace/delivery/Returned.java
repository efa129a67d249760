package io.millrace.delivery;

import io.millrace.node.delivery.Holdup;

/** What comes back from sending a delivery. */
sealed interface Returned permits Attempt, Returned.PutOff {

  /** By its number. */
  long endpoint();

  Due due();

  /** It was not sent, and is offered again soon. */
  record PutOff(long endpoint, Due due, Holdup why, long millis) implements Returned {}
}
