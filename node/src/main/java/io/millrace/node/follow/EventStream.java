package io.millrace.node.follow;

import java.time.Duration;
import java.util.List;

/** Somebody's way along facts in their order, from a place in the log on. Owned by one thread. */
public interface EventStream extends AutoCloseable {

  /**
   * The next facts: some of them if there are any, and none if a long way without any was passed,
   * or at the end.
   *
   * @throws CursorLost if the log does not hold the place, or no longer what follows
   */
  List<FollowedFact> next(int factsMax) throws CursorLost;

  /** The same, and where nothing is left, waits for more until there is some, or so long. */
  List<FollowedFact> await(int factsMax, Duration max) throws CursorLost;

  /** Up to where it has looked: behind the facts that were given, and those of others. */
  EventPlace place();

  /** Whether the last call came to the end of what is durable. */
  boolean isAtEnd();

  /** No more will come: the node stops. */
  boolean isOver();

  @Override
  void close();
}
