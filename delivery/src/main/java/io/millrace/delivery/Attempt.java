package io.millrace.delivery;

import io.millrace.delivery.http.PostResult;

/**
 * What came of sending a delivery once.
 *
 * @param url the endpoint's when it was sent: what came of an older one says nothing of a new one
 * @param isLast whether the delivery is given up with it, if it failed
 */
record Attempt(
    long endpoint,
    String url,
    Due due,
    String request,
    long atMillis,
    long tookMillis,
    PostResult result,
    boolean isLast)
    implements Returned {

  boolean isOf(Endpoint endpoint) {
    return url.equals(endpoint.settings().url());
  }

  boolean isDelivered() {
    return result.isTaken();
  }

  /** Says something of the receiver, and not only of what was sent. */
  boolean isOfAll() {
    return result.isOfAll();
  }

  boolean isGone() {
    return result instanceof PostResult.Answered answered && answered.status() == 410;
  }
}
