package io.millrace.node;

/**
 * How a shard is, for readiness and metrics. Immutable; replaced by the writer.
 *
 * @param overdueTimers whose time has come and that have not fired: many of them after a stop
 */
public record ShardStatus(
    int shard,
    Phase phase,
    String detail,
    long sequence,
    long durableSequence,
    long logTimeMillis,
    int overdueTimers) {

  /** What the shard is doing. */
  public enum Phase {
    REPLAYING,
    SERVING,
    REBUILDING,
    STOPPED
  }
}
