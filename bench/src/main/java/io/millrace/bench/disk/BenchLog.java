package io.millrace.bench.disk;

import io.millrace.journal.Durability;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.Log;
import io.millrace.journal.LogId;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.Snapshots;
import io.millrace.node.LogSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A shard's log on the real disk, with the two threads that it needs. */
public final class BenchLog implements AutoCloseable {

  /** The bytes of a benchmark's log are not secret, and the same id makes the same bytes. */
  private static final LogId ID = new LogId(0x6d696c6c72616365L, 1);

  private static final int SHARD = 0;

  private static final String SNAPSHOTS = "snapshots";

  private final ExecutorService sync = Executors.newSingleThreadExecutor();
  private final ExecutorService spare = Executors.newSingleThreadExecutor();
  private final ExecutorService ahead = Executors.newSingleThreadExecutor();
  private final FileLog log;
  private final Path directory;

  public BenchLog(Path directory, Durability durability) {
    this(directory, durability, FileLogSettings.SEGMENT_BYTES_DEFAULT);
  }

  public BenchLog(Path directory, Durability durability, long segmentBytes) {
    this.directory = directory;
    LogPlace place = new LogPlace(new FileSystemDisk(), directory.toString(), SHARD);
    LogThreads threads = new LogThreads(sync, spare);
    try {
      log =
          FileLog.open(
              FileLogSettings.of(place, () -> ID, threads)
                  .withDurability(durability)
                  .withSegmentBytes(segmentBytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public FileLog log() {
    return log;
  }

  /** For a node that keeps snapshots beside it, as every server does. */
  public LogSource kept() {
    return new LogSource() {
      @Override
      public Log open(int shard) {
        return log;
      }

      @Override
      public Executor ahead(int shard) {
        return ahead;
      }

      @Override
      public Snapshots snapshots(int shard) {
        return new Snapshots(new FileSystemDisk(), directory.resolve(SNAPSHOTS).toString(), shard);
      }
    };
  }

  /** For a node that replays it. */
  public Executor ahead() {
    return ahead;
  }

  /** The log first: it still has work for its threads. */
  @Override
  public void close() {
    log.close();
    sync.close();
    spare.close();
    ahead.close();
  }
}
