package io.millrace.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The snapshots of one shard, in a directory of their own. They shorten a start and hold nothing
 * that the log does not.
 *
 * <p>The life of a file: written under an unfinished name, forced, renamed, its directory forced,
 * read back from its first byte to its last; only then does an older one go. So a crash anywhere
 * leaves at least as many good ones as there were.
 */
public final class Snapshots {

  /** The second is for the day on which the first cannot be read. */
  public static final int KEPT = 2;

  private final LogPlace place;

  public Snapshots(Disk disk, String directory, int shard) {
    this.place = new LogPlace(disk, directory, shard);
  }

  /** To be called by the one who writes, before anything else: makes the directory, tidies it. */
  public void prepare() throws IOException {
    place.disk().createDirectories(place.directory());
    for (String name : place.disk().list(place.directory())) {
      if (name.endsWith(SegmentName.UNFINISHED)) {
        place.disk().delete(place.path(name));
      }
    }
  }

  String directory() {
    return place.directory();
  }

  String path(long sequence) {
    return place.path(SnapshotName.of(sequence));
  }

  /** Sequences of those that were published. What they hold is not looked at. */
  public List<Long> newestFirst() throws IOException {
    return SnapshotName.newestFirst(place);
  }

  /** What those say of themselves whose headers are whole, the newest first. */
  public List<SnapshotMark> marks() throws IOException {
    List<SnapshotMark> marks = new ArrayList<>();
    for (long sequence : newestFirst()) {
      try (SnapshotReader reader = open(sequence)) {
        marks.add(reader.mark());
      } catch (SnapshotDamaged | UnsupportedFormat _) {
        // a start passes over it
      } catch (NoSuchFileException _) {
        // retired since it was listed
      }
    }
    return marks;
  }

  public SnapshotWriter begin(SnapshotMark mark) throws IOException {
    Invariant.check(mark.shard() == place.shard(), "a shard's snapshots lie together");
    return SnapshotWriter.begin(place, mark);
  }

  /**
   * Opens one of {@link #newestFirst}.
   *
   * @throws SnapshotDamaged if its header is not whole
   * @throws UnsupportedFormat if another version wrote it
   */
  public SnapshotReader open(long sequence) throws IOException {
    return SnapshotReader.open(place, sequence);
  }

  /** Deletes all but the newest two, the oldest first, once the newest has been read back. */
  public void retireBehind(SnapshotReader newest) throws IOException {
    List<Long> sequences = newestFirst();
    Invariant.check(
        newest.proven() && sequences.getFirst() == newest.mark().sequence(),
        "an older snapshot goes only when the newest was read to its end");
    for (int i = sequences.size() - 1; i >= KEPT; i--) {
      place.disk().delete(place.path(SnapshotName.of(sequences.get(i))));
      place.disk().forceDirectory(place.directory());
    }
  }

  /** Reads one through; empty if it is as it was written, or if it was retired meanwhile. */
  public Optional<BadPlace> verify(long sequence) throws IOException {
    try (SnapshotReader reader = open(sequence)) {
      while (reader.next() != null) {
        // each block is checked as it passes
      }
      return reader.mark().shard() == place.shard()
          ? Optional.empty()
          : Optional.of(
              new BadPlace(
                  place.path(SnapshotName.of(sequence)),
                  0,
                  sequence,
                  "it belongs to shard " + reader.mark().shard()));
    } catch (SnapshotDamaged damaged) {
      return Optional.of(damaged.place());
    } catch (NoSuchFileException gone) {
      if (newestFirst().contains(sequence)) {
        throw gone;
      }
      return Optional.empty();
    }
  }
}
