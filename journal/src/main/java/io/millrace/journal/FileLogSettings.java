package io.millrace.journal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link FileLog} is opened.
 *
 * @param newId draws the id of a log that does not exist yet
 * @param restoredFrom the files are a restored copy of this log: unless the copy has left it
 *     already, the opening begins a log of its own behind what is there
 */
public record FileLogSettings(
    LogPlace place,
    Supplier<LogId> newId,
    long segmentBytes,
    Durability durability,
    LogThreads threads,
    LogWatch watch,
    SpaceMarks marks,
    @Nullable LogId restoredFrom) {

  /** A second of writing at 64 MB/s: a roll is rare, and copying one at a start takes no time. */
  public static final long SEGMENT_BYTES_DEFAULT = 64L << 20;

  /** The header's block and one for a frame. Tests use little more, production never. */
  public static final long SEGMENT_BYTES_MIN = 2 * Layout.BLOCK_BYTES;

  /** Offsets inside a segment then fit an int, and a start never copies more than this. */
  public static final long SEGMENT_BYTES_MAX = 1L << 30;

  public FileLogSettings {
    Invariant.check(
        segmentBytes >= SEGMENT_BYTES_MIN
            && segmentBytes <= SEGMENT_BYTES_MAX
            && segmentBytes % Layout.BLOCK_BYTES == 0,
        "a segment has 8 KiB to 1 GiB, in blocks of 4 KiB");
  }

  public static FileLogSettings of(LogPlace place, Supplier<LogId> newId, LogThreads threads) {
    return new FileLogSettings(
        place,
        newId,
        SEGMENT_BYTES_DEFAULT,
        Durability.FSYNC,
        threads,
        LogWatch.NONE,
        SpaceMarks.DEFAULT,
        null);
  }

  public FileLogSettings withSegmentBytes(long bytes) {
    return new FileLogSettings(
        place, newId, bytes, durability, threads, watch, marks, restoredFrom);
  }

  public FileLogSettings withDurability(Durability wanted) {
    return new FileLogSettings(
        place, newId, segmentBytes, wanted, threads, watch, marks, restoredFrom);
  }

  public FileLogSettings withWatch(LogWatch wanted) {
    return new FileLogSettings(
        place, newId, segmentBytes, durability, threads, wanted, marks, restoredFrom);
  }

  public FileLogSettings withMarks(SpaceMarks wanted) {
    return new FileLogSettings(
        place, newId, segmentBytes, durability, threads, watch, wanted, restoredFrom);
  }

  public FileLogSettings withRestoredFrom(@Nullable LogId parent) {
    return new FileLogSettings(
        place, newId, segmentBytes, durability, threads, watch, marks, parent);
  }
}
