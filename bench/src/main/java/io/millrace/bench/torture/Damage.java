package io.millrace.bench.torture;

import io.millrace.app.data.DataDirectory;
import io.millrace.journal.StoredFrame;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What happens to the files of a server that is down. Owned by one thread. */
final class Damage {
  private static final int BLOCK_BYTES = 4_096;
  private static final int FRAME_HEADER_BYTES = 104;

  /** A segment begins with a block of its own. */
  private static final int SEGMENT_HEADER_BYTES = BLOCK_BYTES;

  /** Well within what one torn write may leave behind. */
  private static final int GARBAGE_BYTES_MAX = 5 * BLOCK_BYTES;

  private final DataDirectory data;
  private final SplittableRandom random;

  Damage(DataDirectory data, SplittableRandom random) {
    this.data = data;
    this.random = random;
  }

  /**
   * Random bytes where the next frame would be, as of a write that went wrong.
   *
   * @return false if the segment has no room for any
   */
  boolean addGarbage(StoredFrame last) throws IOException {
    try (RandomAccessFile segment = new RandomAccessFile(newestSegment().toFile(), "rw")) {
      long end = endOf(last);
      int room = (int) Math.min(GARBAGE_BYTES_MAX, segment.length() - end);
      if (room <= 0) {
        return false;
      }
      byte[] garbage = new byte[1 + random.nextInt(room)];
      random.nextBytes(garbage);
      garbage[garbage.length - 1] |= 1; // or it might look shorter
      segment.seek(end);
      segment.write(garbage);
      return true;
    }
  }

  /** The file ends in the header of a frame that was being written. */
  boolean cutInAFrame(StoredFrame last) throws IOException {
    try (RandomAccessFile segment = new RandomAccessFile(newestSegment().toFile(), "rw")) {
      long end = endOf(last);
      byte[] half = new byte[1 + random.nextInt(FRAME_HEADER_BYTES / 2)];
      if (end + half.length > segment.length()) {
        return false;
      }
      segment.seek(isInNewest(last) ? last.offset() : 0);
      segment.readFully(half);
      segment.seek(end);
      segment.write(half);
      segment.setLength(end + half.length);
      return true;
    }
  }

  private boolean isInNewest(StoredFrame last) throws IOException {
    return Path.of(last.segment()).getFileName().equals(newestSegment().getFileName());
  }

  private long endOf(StoredFrame last) throws IOException {
    long bytes = (long) FRAME_HEADER_BYTES + last.payload().length;
    return isInNewest(last)
        ? last.offset() + (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES
        : SEGMENT_HEADER_BYTES;
  }

  /** Names are the first sequences, so the last name is the newest. */
  private Path newestSegment() throws IOException {
    try (Stream<Path> files = Files.list(data.shard(0).path())) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList().getLast();
    }
  }

  /**
   * A copy without its snapshots, so that the whole log is read at a start, with one bit of one
   * frame turned over. The newest frame is spared: what is wrong there looks like a torn write.
   *
   * @return where the bit is
   */
  String flipInCopy(Path copy) throws IOException {
    Path shard = data.shard(0).path();
    Copies.copy(data.path(), copy, data.shard(0).snapshotPath());
    List<StoredFrame> frames = new ArrayList<>();
    data.shard(0).inspector().frames(1, frames::add);
    List<StoredFrame> live =
        frames.stream()
            .limit(frames.size() - 1L)
            .filter(frame -> frame.segment().endsWith(".log"))
            .toList();
    if (live.isEmpty()) {
      return "";
    }
    StoredFrame frame = live.get(random.nextInt(live.size()));
    int place = random.nextInt(FRAME_HEADER_BYTES + frame.payload().length);
    Path segment =
        copy.resolve(data.path().relativize(shard)).resolve(Path.of(frame.segment()).getFileName());
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(frame.offset() + place);
      int value = file.read();
      file.seek(frame.offset() + place);
      file.write(value ^ 1 << random.nextInt(Byte.SIZE));
    }
    return "byte %d of the frame at %d of %s"
        .formatted(place, frame.offset(), segment.getFileName());
  }
}
