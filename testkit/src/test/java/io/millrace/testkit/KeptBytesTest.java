package io.millrace.testkit;

import static io.millrace.testkit.LogOnDisk.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.journal.BadPlace;
import io.millrace.journal.FileLog;
import io.millrace.journal.LogInspector;
import io.millrace.journal.SnapshotMark;
import io.millrace.journal.SnapshotWriter;
import io.millrace.journal.Snapshots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * All that a log keeps, in one directory: a packed segment, a live one that has a successor, the
 * one that is written to, two snapshots. A bit flips in each byte of each of them, one after the
 * other, and what {@code log verify} reads finds it and blames no other file.
 */
final class KeptBytesTest {

  private static final int FRAMES = 10;

  /** Of frames of one block each, behind the header's block. */
  private static final int FRAMES_PER_SEGMENT = 4;

  private static final int FRAMES_IN_LAST = FRAMES % FRAMES_PER_SEGMENT;
  private static final String LAST = "log/00000000000000000009.log";

  private LogOnDisk on = new LogOnDisk();
  private final List<String> files = new ArrayList<>();
  private Snapshots snapshots = snapshots();

  private Snapshots snapshots() {
    return new Snapshots(on.disk, "snapshots", 3);
  }

  @BeforeEach
  void write() throws IOException {
    on = LogOnDisk.holding(FRAMES);
    try (FileLog log = on.open()) {
      log.archiver().moveUpTo(FRAMES_PER_SEGMENT);
      while (log.archiver().step()) {
        // each step does some of it
      }
    }
    snapshots = snapshots();
    snapshots.prepare();
    for (long sequence : new long[] {4, 8}) {
      try (SnapshotWriter writer = snapshots.begin(mark(sequence))) {
        writer.write(ByteBuffer.wrap(LogOnDisk.text("shops and goods")));
        writer.write(ByteBuffer.wrap(LogOnDisk.text("orders up to " + sequence)));
        writer.publish();
      }
    }
    for (String directory : List.of("log", "log/archive", "snapshots")) {
      for (String name : on.disk.list(directory)) {
        if (name.matches("\\d+\\.(log|packed|snapshot)")) {
          files.add(directory + "/" + name);
        }
      }
    }
  }

  private static SnapshotMark mark(long sequence) {
    return new SnapshotMark(LogContract.ID, 3, 1, sequence, 1_000 + sequence, 7 * sequence, 1);
  }

  @Test
  void shouldFindAFlippedBitInEachByteOfAllThatIsKept() throws IOException {
    assertThat(files).as("1 packed, 2 live, 2 snapshots").hasSize(5);
    assertThat(badPlaces()).isEmpty();
    int flips = 0;
    for (String file : files) {
      byte[] whole = on.disk.contents(file);
      for (int at = 0; at < whole.length; at++) {
        if (file.equals(LAST) && at >= (1 + FRAMES_IN_LAST) * BLOCK) {
          break; // zeros that the next frames will be written over
        }
        on.flip(file, at, at % 8);
        check(file, at);
        on.disk.overwrite(file, whole);
        flips++;
      }
    }
    assertThat(badPlaces()).isEmpty();
    assertThat(flips).isGreaterThan((2 + FRAMES_PER_SEGMENT + FRAMES_IN_LAST) * BLOCK);
  }

  private void check(String file, int at) throws IOException {
    if (file.equals(LAST) && at >= FRAMES_IN_LAST * BLOCK) {
      LogInspector.Loose tail = on.inspector.verify().tail();
      assertThat(tail).as("the last frame looks torn, byte %d", at).isNotNull();
      assertThat(badPlaces()).isEmpty();
      return;
    }
    assertThat(badPlaces()).as("%s, byte %d", file, at).isNotEmpty();
    assertThat(badPlaces()).extracting(BadPlace::file).containsOnly(file);
  }

  private List<BadPlace> badPlaces() throws IOException {
    List<BadPlace> bad = new ArrayList<>(on.inspector.verify().badPlaces());
    for (long sequence : snapshots.newestFirst()) {
      snapshots.verify(sequence).ifPresent(bad::add);
    }
    return bad;
  }
}
