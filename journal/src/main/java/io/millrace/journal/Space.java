package io.millrace.journal;

import java.util.OptionalLong;

/**
 * What a log knows of its disk. A snapshot: it never changes.
 *
 * @param usableBytes what the disk still gives, beside what the log has prepared
 * @param lowBytes below this, room is low
 * @param growthBytesPerSecond what the log has written lately, over about a minute
 */
public record Space(Room room, long usableBytes, long lowBytes, long growthBytesPerSecond) {

  /** Of a log that lies on no disk. */
  public static final Space ENDLESS = new Space(Room.PLENTY, Long.MAX_VALUE, 0, 0);

  /** At the present rate; empty if the log does not grow. */
  public OptionalLong secondsToFull() {
    return growthBytesPerSecond <= 0
        ? OptionalLong.empty()
        : OptionalLong.of(usableBytes / growthBytesPerSecond);
  }
}
