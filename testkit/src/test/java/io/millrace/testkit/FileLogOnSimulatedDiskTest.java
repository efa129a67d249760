package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.journal.Durability;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.Log;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A file log on the simulated disk, as the simulated node uses it. */
final class FileLogOnSimulatedDiskTest extends LogContract {

  private static final long SEED = 7;
  private static final long SEGMENT_BYTES = 32 << 10;

  private final SimulatedDisk disk = new SimulatedDisk(SEED);

  @Override
  protected Log open() throws IOException {
    return FileLog.open(
        FileLogSettings.of(new LogPlace(disk, "log", 0), () -> ID, new LogThreads(tasks, tasks))
            .withSegmentBytes(SEGMENT_BYTES));
  }

  @Override
  protected void failNextForce() {
    disk.failNextForce();
  }

  @Test
  void shouldForceOncePerFrameAndNotAtAllInModeOs() throws IOException {
    assertThat(operationsOfOneFrame(Durability.FSYNC)).isEqualTo(2);
    assertThat(operationsOfOneFrame(Durability.OS)).isEqualTo(1);
  }

  @Test
  void shouldNameTheWrongThreadThatAppends() throws IOException {
    try (Log log = open();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      appendAll(log, 1, 1);
      Future<?> wrong = other.submit(() -> assertThat(log.append(frame(2))).isNotDone());
      assertThatThrownBy(wrong::get)
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("hand the frame to it");
    }
  }

  private long operationsOfOneFrame(Durability durability) throws IOException {
    LogPlace place = new LogPlace(disk, "log-" + durability, 0);
    try (Log log =
        FileLog.open(
            FileLogSettings.of(place, () -> ID, new LogThreads(tasks, tasks))
                .withSegmentBytes(SEGMENT_BYTES)
                .withDurability(durability))) {
      tasks.runAll();
      long before = disk.operations();
      appendAll(log, 1, 1);
      return disk.operations() - before;
    }
  }
}
