package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.Log;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;

/** A file log whose sealed segments move into the archive as soon as they may. */
final class ArchivingFileLogTest extends LogContract {

  private static final long SEED = 8;
  private static final long SEGMENT_BYTES = 24 << 10;

  private final SimulatedDisk disk = new SimulatedDisk(SEED);

  @Override
  protected Log open() throws IOException {
    return FileLog.open(
        FileLogSettings.of(
                new LogPlace(disk, "log", "elsewhere/archive", 0),
                () -> ID,
                new LogThreads(tasks, tasks))
            .withSegmentBytes(SEGMENT_BYTES));
  }

  @Override
  protected void failNextForce() {
    disk.failNextForce();
  }

  @Override
  protected void afterFrame(Log log) throws IOException {
    FileLog files = (FileLog) log;
    files.archiver().moveUpTo(log.lastSequence());
    while (files.archiver().step()) {
      // each step does some of it
    }
  }

  @AfterEach
  void shouldHoldNoSealedSegmentOutsideTheArchive() {
    assertThat(disk.list("log").stream().filter(name -> name.endsWith(".log")))
        .hasSizeLessThanOrEqualTo(1);
  }
}
