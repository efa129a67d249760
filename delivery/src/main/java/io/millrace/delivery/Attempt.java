package io.millrace.delivery;

import io.millrace.delivery.http.PostResult;

/** What came of sending a delivery once. */
record Attempt(
    long endpoint, Due due, String request, long atMillis, long tookMillis, PostResult result) {

  boolean isDelivered() {
    return result instanceof PostResult.Answered answered
        && answered.status() >= 200
        && answered.status() < 300;
  }

  boolean isGone() {
    return result instanceof PostResult.Answered answered && answered.status() == 410;
  }
}
