package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.journal.Disk;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.LogId;
import io.millrace.journal.LogInspector;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.SnapshotMark;
import io.millrace.journal.SnapshotReader;
import io.millrace.journal.SnapshotWriter;
import io.millrace.journal.Snapshots;
import io.millrace.journal.StoredFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Packed segments and a snapshot of format 1 that lie in the repository: the golden log's first
 * segments as they were packed once. They are never made again.
 */
final class GoldenKeptTest {

  private static final Path LOG = Path.of("src/test/resources/golden/format-1");
  private static final Path ARCHIVE = Path.of("src/test/resources/golden/archive-1");
  private static final Path SNAPSHOTS = Path.of("src/test/resources/golden/snapshot-1");
  private static final LogId ID = new LogId(0x1122_3344_5566_7788L, 0x99AA_BBCC_DDEE_FF00L);
  private static final int SHARD = 5;
  private static final SnapshotMark MARK =
      new SnapshotMark(ID, SHARD, 2, 16, 1_795_000_000_008L, 0x0000_0000_0000_0008L, 1);

  @TempDir Path directory;

  @Test
  void shouldReadWhatWasPackedAsTheSegmentsThatItWasMadeOf() throws IOException {
    List<StoredFrame> packed = new ArrayList<>();
    LogInspector inspector = new LogInspector(place(withoutPackedSegments(), ARCHIVE));
    assertThat(inspector.verify().isWell()).isTrue();
    inspector.frames(1, packed::add);
    List<StoredFrame> live = new ArrayList<>();
    new LogInspector(new FileSystemDisk(), LOG.toString()).frames(1, live::add);
    assertThat(packed)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("segment")
        .containsExactlyElementsOf(live);
    assertThat(packed.getFirst().segment()).endsWith(".packed");
  }

  @Test
  void shouldOpenAndGoOnBehindWhatWasPacked() throws IOException {
    TaskQueue tasks = new TaskQueue();
    try (FileLog log =
        FileLog.open(
            FileLogSettings.of(
                    place(withoutPackedSegments(), ARCHIVE), () -> ID, new LogThreads(tasks, tasks))
                .withSegmentBytes(16 << 10))) {
      assertThat(log.id()).isEqualTo(ID);
      assertThat(log.firstSequence()).isEqualTo(1);
      assertThat(LogContract.readAll(log, 1)).hasSize(8);
      assertThat(LogContract.readAll(log, 4).getFirst().firstSequence()).isEqualTo(3);
    }
  }

  @Test
  void shouldReadEveryFieldOfASnapshotOfFormatOne() throws IOException {
    try (SnapshotReader reader =
        new Snapshots(new FileSystemDisk(), SNAPSHOTS.toString(), SHARD).open(MARK.sequence())) {
      assertThat(reader.mark()).isEqualTo(MARK);
      for (byte[] block : blocks()) {
        byte[] read = new byte[block.length];
        Objects.requireNonNull(reader.next()).get(read);
        assertThat(read).isEqualTo(block);
      }
      assertThat(reader.next()).isNull();
      assertThat(reader.proven()).isTrue();
    }
  }

  /** Format 1 may not drift: today's writer makes the same bytes. */
  @Test
  void shouldWriteASnapshotOfFormatOneAsItWasWritten() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(1);
    writeSnapshot(disk, "golden");
    String name = "00000000000000000016.snapshot";
    assertThat(disk.contents("golden/" + name))
        .isEqualTo(Files.readAllBytes(SNAPSHOTS.resolve(name)));
  }

  /** How the snapshot was made. */
  static void writeSnapshot(Disk disk, String directory) throws IOException {
    Snapshots snapshots = new Snapshots(disk, directory, SHARD);
    snapshots.prepare();
    try (SnapshotWriter writer = snapshots.begin(MARK)) {
      for (byte[] block : blocks()) {
        writer.write(ByteBuffer.wrap(block));
      }
      writer.publish();
    }
  }

  /** How the archive was made, of a copy of the golden log. */
  static void writeArchive(Disk disk, String log, String archive) throws IOException {
    TaskQueue tasks = new TaskQueue();
    try (FileLog opened =
        FileLog.open(
            FileLogSettings.of(
                    new LogPlace(disk, log, archive, SHARD), () -> ID, new LogThreads(tasks, tasks))
                .withSegmentBytes(16 << 10))) {
      opened.archiver().moveUpTo(Long.MAX_VALUE);
      while (opened.archiver().step()) {
        // each step does some of it
      }
    }
  }

  private static List<byte[]> blocks() {
    return List.of(LogOnDisk.text("The mill"), new byte[5_000], LogOnDisk.text("stands still."));
  }

  private static LogPlace place(Path log, Path archive) {
    return new LogPlace(new FileSystemDisk(), log.toString(), archive.toString(), SHARD);
  }

  private Path withoutPackedSegments() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(LOG, "*.log")) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (!Files.exists(ARCHIVE.resolve(name.replace(".log", ".packed")))) {
          Files.copy(file, directory.resolve(name));
        }
      }
    }
    return directory;
  }
}
