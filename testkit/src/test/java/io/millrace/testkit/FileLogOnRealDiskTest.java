package io.millrace.testkit;

import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.Log;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A file log on the file system, in segments so small that most tests roll. */
final class FileLogOnRealDiskTest extends LogContract {

  private static final long SEGMENT_BYTES = 32 << 10;

  private final BreakableDisk disk = new BreakableDisk(new FileSystemDisk());
  @TempDir Path directory;

  @Override
  protected Log open() throws IOException {
    LogPlace place = new LogPlace(disk, directory.resolve("deep/log").toString(), 0);
    return FileLog.open(
        FileLogSettings.of(place, () -> ID, new LogThreads(tasks, tasks))
            .withSegmentBytes(SEGMENT_BYTES));
  }

  @Override
  protected void failNextForce() {
    disk.failNextForce();
  }
}
