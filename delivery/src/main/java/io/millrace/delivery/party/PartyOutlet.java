package io.millrace.delivery.party;

import io.millrace.delivery.http.Post;
import io.millrace.delivery.http.PostResult;
import java.time.Duration;

/** Sends a request and waits for what comes of it. Any thread; never throws for what is outside. */
@FunctionalInterface
public interface PartyOutlet {

  /**
   * Sends it.
   *
   * @param max no longer than this for all of it
   */
  PostResult send(Post post, Duration max);
}
