package io.millrace.app.start;

import io.millrace.app.data.DataDirectory;
import io.millrace.edge.ops.OtherDisk;
import io.millrace.journal.Disk;
import io.millrace.node.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The disks beside the data directory's on which a node keeps something, and how fast each fills.
 *
 * <p>Implementation note. The log's disk fills steadily and is judged over a minute. These fill by
 * leaps, whenever a snapshot was made, so what counts is how much less a disk gives than a day ago,
 * whoever has taken it; or than at the start. It is looked at when somebody asks. Any thread.
 */
final class OtherDisks {

  /** A day holds some leaps even on a quiet node. */
  private static final Duration SPAN = Duration.ofDays(1);

  private static final Duration LOOK_PERIOD = Duration.ofMinutes(5);

  /** What came and went within less says nothing of a rate. */
  private static final Duration SPAN_MIN = Duration.ofMinutes(1);

  private static final double NANOS_PER_SECOND = 1e9;

  private final Disk disk;
  private final Clock clock;
  private final List<Watched> watched = new ArrayList<>();

  /**
   * Looks at each for the first time.
   *
   * @param directories by what they hold
   */
  OtherDisks(Disk disk, Map<String, String> directories, Clock clock) throws IOException {
    this.disk = disk;
    this.clock = clock;
    for (Map.Entry<String, String> directory : directories.entrySet()) {
      Watched one = new Watched(directory.getKey(), directory.getValue());
      one.look();
      watched.add(one);
    }
  }

  /** Those of a data directory whose archive or snapshots lie on another disk than its logs. */
  static OtherDisks of(DataDirectory data, Disk disk, Clock clock) throws IOException {
    Map<String, String> directories = new LinkedHashMap<>();
    if (data.archive().isPresent() && isElsewhere(disk, data.archive().get(), data)) {
      directories.put("archive", data.archive().get().toString());
    }
    if (data.snapshots().isPresent() && isElsewhere(disk, data.snapshots().get(), data)) {
      directories.put("snapshots", data.snapshots().get().toString());
    }
    return new OtherDisks(disk, directories, clock);
  }

  /** Whether a directory, which is made if it is not there, lies on another disk than the logs. */
  static boolean isElsewhere(Disk disk, Path directory, DataDirectory data) throws IOException {
    disk.createDirectories(directory.toString());
    return !Files.getFileStore(directory).equals(Files.getFileStore(data.path()));
  }

  /** A disk that does not answer is left out: whoever writes to it will tell. */
  List<OtherDisk> look() {
    List<OtherDisk> seen = new ArrayList<>();
    for (Watched one : watched) {
      try {
        seen.add(one.look());
      } catch (IOException _) {
        // it is left out
      }
    }
    return seen;
  }

  /** One directory, with when it was looked at within the span, the oldest first. */
  private final class Watched {
    private final String holds;
    private final String directory;
    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(long nanos, long usableBytes) {}

    Watched(String holds, String directory) {
      this.holds = holds;
      this.directory = directory;
    }

    synchronized OtherDisk look() throws IOException {
      Look now = new Look(clock.monotonicNanos(), disk.usableBytes(directory));
      if (looks.isEmpty() || now.nanos() - looks.getLast().nanos() >= LOOK_PERIOD.toNanos()) {
        looks.addLast(now);
      }
      return new OtherDisk(holds, now.usableBytes(), growth(spanAgo(now), now));
    }

    /** The last look before the span, or the first of all. */
    private Look spanAgo(Look now) {
      Look oldest = looks.removeFirst();
      while (!looks.isEmpty() && now.nanos() - looks.getFirst().nanos() >= SPAN.toNanos()) {
        oldest = looks.removeFirst();
      }
      looks.addFirst(oldest);
      return oldest;
    }

    private static long growth(Look then, Look now) {
      long passedNanos = now.nanos() - then.nanos();
      return passedNanos < SPAN_MIN.toNanos()
          ? 0
          : Math.max(
              0,
              Math.round(
                  (then.usableBytes() - now.usableBytes()) / (passedNanos / NANOS_PER_SECOND)));
    }
  }
}
