package io.millrace.testkit;

import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.Log;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import java.io.IOException;

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
}
