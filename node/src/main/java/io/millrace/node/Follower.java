package io.millrace.node;

/**
 * Keeps a view of durable facts. The shard's writer calls it for each frame in order, at replay and
 * live, before the answers that rest on the frame leave: so whoever has an answer finds the view up
 * to date. It must be quick and must not throw.
 */
public interface Follower {
  void take(DurableFrame frame);
}
