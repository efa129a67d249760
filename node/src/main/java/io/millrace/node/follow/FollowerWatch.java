package io.millrace.node.follow;

/** What followers tell whoever watches them. */
public interface FollowerWatch {

  /** Watches nothing. */
  FollowerWatch NONE = new FollowerWatch() {};

  /** Something went wrong that did not before. */
  default void failed(String follower, int shard, String message, Throwable cause) {}

  /** It goes on again. */
  default void recovered(String follower, int shard) {}

  /** An operator gave a fact up. */
  default void skipped(String follower, SkippedFact skipped) {}

  /** An operator sent it to another place of the log. */
  default void reset(String follower, int shard, long sequence, String reason) {}

  /** What was made anew has taken the place of what was there. */
  default void swapped(String follower) {}
}
