package io.millrace.node;

/**
 * How a shard is, for readiness and metrics. Immutable; replaced by the writer.
 *
 * @param durableSequence of the last fact that is durable; while it replays, of those applied so
 *     far
 */
public record ShardStatus(
    int shard, Phase phase, String detail, long durableSequence, long logTimeMillis) {

  /** What the shard is doing. */
  public enum Phase {
    REPLAYING,
    SERVING,
    REBUILDING,
    STOPPED
  }
}
