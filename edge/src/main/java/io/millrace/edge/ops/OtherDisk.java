package io.millrace.edge.ops;

import java.util.OptionalLong;

/**
 * A disk beside the logs' own.
 *
 * @param holds what lies there: {@code archive} or {@code snapshots}
 * @param growthBytesPerSecond by how much less it gives, lately; 0 if it does not fill
 */
public record OtherDisk(String holds, long usableBytes, long growthBytesPerSecond) {

  /** At the present rate; empty if it does not fill. */
  public OptionalLong secondsToFull() {
    return growthBytesPerSecond <= 0
        ? OptionalLong.empty()
        : OptionalLong.of(usableBytes / growthBytesPerSecond);
  }
}
