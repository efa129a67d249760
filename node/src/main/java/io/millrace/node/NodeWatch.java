package io.millrace.node;

import io.millrace.model.refusal.Code;

/** What a node tells whoever watches it. Called by the writers: it must be quick. */
public interface NodeWatch {

  /** Watches nothing. */
  NodeWatch NONE = new NodeWatch() {};

  /** A frame became durable. */
  default void appended(int shard, int facts, int bytes, int answers, long nanos) {}

  /** A command was decided with this refusal. */
  default void refused(int shard, Code code) {}

  /** Replay has come to this sequence. */
  default void replayed(int shard, long sequence, boolean done) {}

  /** A snapshot was written and read back. */
  default void snapshotMade(int shard, long sequence, long bytes) {}

  /** Facts that were too old were deleted; the log now begins with this sequence. */
  default void dropped(int shard, long firstSequence) {}

  /** A start has read the snapshot of this sequence, 0 for none; the rest of the log follows. */
  default void restored(int shard, long sequence, long bytes) {}

  /** The disk has less room than before, or more. */
  default void roomChanged(int shard, ShardStatus.Disk disk) {}

  /** Something an operator should know. */
  default void warned(int shard, String message) {}

  /** The same, with what went wrong. */
  default void failed(int shard, String message, Throwable cause) {}
}
