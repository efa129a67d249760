package io.millrace.bench.recovery;

import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.LogInspector;
import io.millrace.journal.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What orders take on the disk, by what lies there. */
final class BytesOnDisk {

  private final FilledDirectory data;

  BytesOnDisk(FilledDirectory data) {
    this.data = data;
  }

  /**
   * Segments that moved to the archive.
   *
   * @param packedBytes what they take there
   */
  record Moved(long segments, long facts, long packedBytes) {

    boolean isEmpty() {
      return segments == 0;
    }

    double packedBytesEach() {
      return (double) packedBytes / facts;
    }

    /** As long as they were live each took a whole file. */
    double liveBytesEach(long segmentBytes) {
      return (double) (segments * segmentBytes) / facts;
    }
  }

  /** Those whose facts all lie within; the bounds belong to it. */
  Moved moved(long firstSequence, long lastSequence) {
    List<LogInspector.SegmentInfo> within =
        segments().stream()
            .filter(LogInspector.SegmentInfo::archived)
            .filter(one -> one.firstSequence() >= firstSequence)
            .filter(one -> one.lastSequence() <= lastSequence)
            .toList();
    long facts =
        within.stream().mapToLong(one -> one.lastSequence() - one.firstSequence() + 1).sum();
    long bytes = within.stream().mapToLong(LogInspector.SegmentInfo::fileBytes).sum();
    return new Moved(within.size(), facts, bytes);
  }

  private List<LogInspector.SegmentInfo> segments() {
    try {
      return new LogInspector(new FileSystemDisk(), data.shard().toString()).overview().segments();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The newest snapshot's file, for each fact before it: nearly each is an open order. */
  double snapshotBytesEach() {
    Path directory = data.shard().resolve("snapshots");
    try (Stream<Path> files = Files.list(directory)) {
      Path newest = files.sorted().toList().getLast();
      long sequence =
          new Snapshots(new FileSystemDisk(), directory.toString(), 0).newestFirst().getFirst();
      return (double) Files.size(newest) / sequence;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
