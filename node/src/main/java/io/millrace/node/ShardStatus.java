package io.millrace.node;

import io.millrace.journal.Log;
import io.millrace.journal.Space;
import java.util.OptionalLong;

/**
 * How a shard is, for readiness and metrics. Immutable; replaced by the writer.
 *
 * @param durableSequence of the last fact that is durable; while it replays, of those applied so
 *     far
 * @param disk what its log knows of its disk
 * @param overdueTimers whose time has come and that have not fired: many of them after a stop
 * @param stuckOrders that have stood too long in a state that should pass by itself
 */
public record ShardStatus(
    int shard,
    Phase phase,
    String detail,
    long durableSequence,
    long logTimeMillis,
    Disk disk,
    int overdueTimers,
    int stuckOrders) {

  /** The same with one more thing that is wrong, if there is any. */
  ShardStatus with(String trouble) {
    return trouble.isEmpty()
        ? this
        : new ShardStatus(
            shard,
            phase,
            detail.isEmpty() ? trouble : detail + "; " + trouble,
            durableSequence,
            logTimeMillis,
            disk,
            overdueTimers,
            stuckOrders);
  }

  /** What the shard is doing. */
  public enum Phase {
    REPLAYING,
    SERVING,
    REBUILDING,
    STOPPED
  }

  /** How much the disk still takes. */
  public enum Room {
    PLENTY,
    /** What begins work is refused. */
    LOW,
    /** Nothing is written. */
    FULL
  }

  /**
   * The disk of a log.
   *
   * @param firstSequence the oldest that can be read
   * @param lowBytes with fewer usable bytes than this, room is low
   * @param growthBytesPerSecond of the log, lately
   */
  public record Disk(
      Room room,
      long firstSequence,
      long usableBytes,
      long lowBytes,
      long growthBytesPerSecond,
      OptionalLong secondsToFull) {

    /** Before the log is open. */
    public static final Disk UNKNOWN = new Disk(Room.PLENTY, 1, 0, 0, 0, OptionalLong.empty());

    static Disk of(Log log, Space space) {
      return new Disk(
          switch (space.room()) {
            case PLENTY -> Room.PLENTY;
            case LOW -> Room.LOW;
            case FLOOR -> Room.FULL;
          },
          log.firstSequence(),
          space.usableBytes(),
          space.lowBytes(),
          space.growthBytesPerSecond(),
          space.secondsToFull());
    }
  }
}
