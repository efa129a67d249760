package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.Frame;
import io.millrace.journal.FrameReader;
import io.millrace.journal.LogInspector;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking at a log from outside, also while it is written by real threads. */
final class LogInspectorTest {

  private static final int FRAMES = 2_000;
  private static final long SEGMENT_BYTES = 256 << 10;

  @TempDir Path directory;

  @Test
  void shouldDescribeSegmentsAndTheirRanges() throws IOException {
    LogOnDisk on = LogOnDisk.holding(10);
    LogInspector.Overview overview = on.inspector.overview();
    assertThat(overview.id()).isEqualTo(LogOnDisk.ID);
    assertThat(overview.shard()).isEqualTo(3);
    assertThat(overview.segments())
        .extracting(LogInspector.SegmentInfo::firstSequence)
        .containsExactly(1L, 5L, 9L);
    assertThat(overview.segments())
        .extracting(LogInspector.SegmentInfo::lastSequence)
        .containsExactly(4L, 8L, 10L);
    assertThat(overview.last().sequence()).isEqualTo(10);
    assertThat(overview.last().digest()).isEqualTo(70);
    List<Long> seen = new ArrayList<>();
    on.inspector.frames(6, frame -> seen.add(frame.firstSequence()));
    assertThat(seen).containsExactly(6L, 7L, 8L, 9L, 10L);
  }

  @Test
  void shouldSayThatThereIsNoLog() {
    LogInspector inspector = new LogInspector(new SimulatedDisk(1), "nowhere");
    Assertions.assertThatThrownBy(inspector::overview).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void shouldFindNothingBadBesideARunningWriterAndFollowers()
      throws IOException, ExecutionException, InterruptedException {
    try (ExecutorService sync = Executors.newSingleThreadExecutor();
        ExecutorService spare = Executors.newSingleThreadExecutor();
        ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      FileLog log =
          FileLog.open(
              FileLogSettings.of(
                      new LogPlace(new FileSystemDisk(), directory.toString(), 0),
                      () -> LogOnDisk.ID,
                      new LogThreads(sync, spare))
                  .withSegmentBytes(SEGMENT_BYTES));
      Future<Long> follower = others.submit(() -> followTo(log, FRAMES));
      Future<Long> inspected = others.submit(() -> inspectUntil(log, FRAMES));
      byte[] payload = new byte[10_000];
      CompletableFuture<Long> before = CompletableFuture.completedFuture(0L);
      for (int i = 1; i <= FRAMES; i++) {
        CompletableFuture<Long> next =
            log.append(new Frame(i, 1, i, i, payload, i * 37 % payload.length));
        assertThat(before.get()).isEqualTo(i - 1L);
        before = next;
      }
      assertThat(log.barrier().get()).isEqualTo(FRAMES);
      assertThat(follower.get()).isEqualTo(FRAMES);
      assertThat(inspected.get()).isPositive();
      assertThat(log.figures().frames()).isEqualTo(FRAMES);
      assertThat(log.figures().rolls()).isPositive();
      log.close();
    }
  }

  private static long followTo(FileLog log, long last) {
    long seen = 0;
    try (FrameReader reader = log.read(1)) {
      while (seen < last) {
        var frame = reader.next();
        if (frame == null) {
          Thread.onSpinWait();
        } else {
          assertThat(frame.firstSequence()).isEqualTo(seen + 1);
          assertThat(frame.lastSequence()).isLessThanOrEqualTo(log.lastSequence());
          seen = frame.lastSequence();
        }
      }
    }
    return seen;
  }

  private long inspectUntil(FileLog log, long last) throws IOException {
    LogInspector inspector = new LogInspector(new FileSystemDisk(), directory.toString());
    long rounds = 0;
    while (log.lastSequence() < last) {
      LogInspector.Verdict verdict = inspector.verify();
      assertThat(verdict.badPlaces()).isEmpty();
      inspector.frames(1, frame -> assertThat(frame.epoch()).isEqualTo(1));
      rounds++;
    }
    return rounds;
  }
}
