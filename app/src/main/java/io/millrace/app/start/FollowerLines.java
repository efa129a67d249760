package io.millrace.app.start;

import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.SkippedFact;

/** Tells an operator what followers tell. */
final class FollowerLines implements FollowerWatch {

  private static final System.Logger LOG = System.getLogger(FollowerLines.class.getName());

  @Override
  public void failed(String follower, int shard, String message, Throwable cause) {
    LOG.log(
        System.Logger.Level.WARNING,
        "follower {0}, shard {1}: {2}",
        follower,
        Integer.toString(shard),
        message);
  }

  @Override
  public void recovered(String follower, int shard) {
    LOG.log(
        System.Logger.Level.INFO,
        "follower {0}, shard {1}: goes on",
        follower,
        Integer.toString(shard));
  }

  @Override
  public void skipped(String follower, SkippedFact skipped) {
    LOG.log(
        System.Logger.Level.WARNING,
        "follower {0}: an operator gave up {1}",
        follower,
        skipped.toString());
  }

  @Override
  public void reset(String follower, int shard, long sequence, String reason) {
    LOG.log(
        System.Logger.Level.WARNING,
        "follower {0}, shard {1}: goes on behind fact {2}, as an operator said: {3}",
        follower,
        Integer.toString(shard),
        Long.toString(sequence),
        reason);
  }

  @Override
  public void swapped(String follower) {
    LOG.log(System.Logger.Level.INFO, "follower {0}: what was made anew is in its place", follower);
  }
}
