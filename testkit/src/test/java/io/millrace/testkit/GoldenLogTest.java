package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.journal.Disk;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.Frame;
import io.millrace.journal.FrameReader;
import io.millrace.journal.Log;
import io.millrace.journal.LogId;
import io.millrace.journal.LogInspector;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.StoredFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log of format 1 that lies in the repository, made once by {@link #write}. It is never made
 * again: a reader that cannot read it cannot read our users' logs.
 */
final class GoldenLogTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/format-1");
  private static final LogId ID = new LogId(0x1122_3344_5566_7788L, 0x99AA_BBCC_DDEE_FF00L);
  private static final int SHARD = 5;
  private static final int SEGMENT_BYTES = 16 << 10;
  private static final int FRAMES_PER_EPOCH = 4;
  private static final int EPOCHS = 2;

  @TempDir Path directory;

  @Test
  void shouldReadEveryFieldOfALogOfFormatOne() throws IOException {
    List<StoredFrame> frames = new ArrayList<>();
    LogInspector inspector = new LogInspector(new FileSystemDisk(), GOLDEN.toString());
    inspector.frames(1, frames::add);
    check(frames);
    LogInspector.Overview overview = inspector.overview();
    assertThat(overview.id()).isEqualTo(ID);
    assertThat(overview.shard()).isEqualTo(SHARD);
    assertThat(overview.epoch()).isEqualTo(EPOCHS);
    assertThat(overview.tail()).isNull();
    assertThat(overview.last().sequence()).isEqualTo(frames.getLast().lastSequence());
    assertThat(overview.last().digest()).isEqualTo(frames.getLast().digestAfter());
    assertThat(inspector.verify().isWell()).isTrue();
  }

  @Test
  void shouldOpenAndGoOnWithALogOfFormatOne() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(GOLDEN)) {
      for (Path file : files) {
        Files.copy(file, directory.resolve(String.valueOf(file.getFileName())));
      }
    }
    TaskQueue tasks = new TaskQueue();
    try (FileLog log = open(new FileSystemDisk(), directory.toString(), tasks);
        FrameReader reader = log.read(1)) {
      assertThat(log.id()).isEqualTo(ID);
      assertThat(log.epoch()).isEqualTo(EPOCHS + 1);
      List<StoredFrame> frames = new ArrayList<>();
      for (var frame = reader.next(); frame != null; frame = reader.next()) {
        frames.add(frame);
      }
      check(frames);
      append(log, EPOCHS * FRAMES_PER_EPOCH + 1, tasks);
      assertThat(reader.next()).isNotNull();
    }
  }

  /** Format 1 may not drift: today's writer makes the same bytes. */
  @Test
  void shouldWriteFormatOneAsItWasWritten() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(1);
    write(disk, "golden");
    int compared = 0;
    for (String name : disk.list("golden")) {
      if (name.endsWith(".log")) {
        assertThat(disk.contents("golden/" + name))
            .as(name)
            .isEqualTo(Files.readAllBytes(GOLDEN.resolve(name)));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(4);
  }

  /** How the files were made. */
  static void write(Disk disk, String directory) throws IOException {
    TaskQueue tasks = new TaskQueue();
    int next = 1;
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      try (FileLog log = open(disk, directory, tasks)) {
        for (int i = 0; i < FRAMES_PER_EPOCH; i++) {
          append(log, next++, tasks);
        }
      }
    }
  }

  private static FileLog open(Disk disk, String directory, TaskQueue tasks) throws IOException {
    return FileLog.open(
        FileLogSettings.of(
                new LogPlace(disk, directory, SHARD), () -> ID, new LogThreads(tasks, tasks))
            .withSegmentBytes(SEGMENT_BYTES));
  }

  private static void append(Log log, int n, TaskQueue tasks) {
    CompletableFuture<Long> future = log.append(frame(n));
    tasks.runAll();
    assertThat(future).isCompletedWithValue(frame(n).lastSequence());
  }

  /** Frame n holds two facts; the fifth has no payload, the sixth more than one block. */
  private static Frame frame(int n) {
    String text = n == 5 ? "" : ("Frame " + n + " of the mill. ").repeat(n == 6 ? 300 : n);
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    return new Frame(
        2L * n - 1, 2, 1_795_000_000_000L + n, 0x8000_0000_0000_0001L * n, payload, payload.length);
  }

  private static void check(List<StoredFrame> frames) {
    assertThat(frames).hasSize(EPOCHS * FRAMES_PER_EPOCH);
    for (int n = 1; n <= frames.size(); n++) {
      StoredFrame stored = frames.get(n - 1);
      Frame written = frame(n);
      assertThat(stored.firstSequence()).isEqualTo(written.firstSequence());
      assertThat(stored.lastSequence()).isEqualTo(2L * n);
      assertThat(stored.factCount()).isEqualTo(2);
      assertThat(stored.timeMillis()).isEqualTo(written.timeMillis());
      assertThat(stored.digestAfter()).isEqualTo(written.digestAfter());
      assertThat(stored.epoch()).isEqualTo(n <= FRAMES_PER_EPOCH ? 1 : 2);
      assertThat(stored.shard()).isEqualTo(SHARD);
      assertThat(stored.offset() % 4_096).isZero();
      assertThat(stored.payload()).isEqualTo(written.payload());
    }
  }
}
