package io.millrace.node;

/** How a shard is, for readiness and metrics. Immutable; replaced by the writer. */
public record ShardStatus(
    int shard,
    Phase phase,
    String detail,
    long sequence,
    long durableSequence,
    long logTimeMillis) {

  /** What the shard is doing. */
  public enum Phase {
    REPLAYING,
    SERVING,
    REBUILDING,
    STOPPED
  }
}
