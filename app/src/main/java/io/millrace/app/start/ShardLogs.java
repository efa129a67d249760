package io.millrace.app.start;

import io.millrace.app.backup.RestoredCopy;
import io.millrace.app.config.Configuration;
import io.millrace.app.data.DataDirectory;
import io.millrace.edge.auth.RandomBytes;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.Log;
import io.millrace.journal.LogFigures;
import io.millrace.journal.LogId;
import io.millrace.journal.LogThreads;
import io.millrace.journal.LogWatch;
import io.millrace.journal.Opening;
import io.millrace.journal.Snapshots;
import io.millrace.journal.SpaceMarks;
import io.millrace.node.Clock;
import io.millrace.node.LogSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Opens the logs below a data directory. Each shard's writer comes here with its own number. */
final class ShardLogs implements LogSource, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ShardLogs.class.getName());

  private final DataDirectory data;
  private final Configuration configuration;
  private final RestoredCopy restored;
  private final RandomBytes random;
  private final Clock clock;
  private final ConcurrentMap<Integer, Threads> threads = new ConcurrentHashMap<>();
  private final Map<Integer, FileLog> open = new ConcurrentHashMap<>();
  private final Map<Integer, Long> snapshotBytes = new ConcurrentHashMap<>();

  ShardLogs(
      DataDirectory data,
      Configuration configuration,
      RestoredCopy restored,
      RandomBytes random,
      Clock clock) {
    this.data = data;
    this.configuration = configuration;
    this.restored = restored;
    this.random = random;
    this.clock = clock;
  }

  /** They outlive a log: a shard that rebuilds opens its log again. */
  private record Threads(ExecutorService sync, ExecutorService spare, ExecutorService ahead) {
    static Threads of(int shard) {
      return new Threads(one("sync-" + shard), one("spare-" + shard), one("ahead-" + shard));
    }

    private static ExecutorService one(String name) {
      return Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).factory());
    }
  }

  @Override
  public Executor ahead(int shard) {
    return threads.computeIfAbsent(shard, Threads::of).ahead();
  }

  @Override
  public Log open(int shard) throws IOException {
    Threads workers = threads.computeIfAbsent(shard, Threads::of);
    DataDirectory.Shard at = data.shard(shard);
    FileLog log =
        FileLog.open(
            FileLogSettings.of(
                    at.place(new FileSystemDisk()),
                    this::newId,
                    new LogThreads(workers.sync(), workers.spare()))
                .withDurability(configuration.durability())
                .withSegmentBytes(configuration.segmentBytes())
                .withMarks(marks(at))
                .withRestoredFrom(restored.parent(shard))
                .withWatch(new LogWatch(opening -> tell(shard, opening), clock::monotonicNanos)));
    open.put(shard, log);
    return log;
  }

  /**
   * All shards lie on one disk, and each will want its two segments of it. A snapshot takes nothing
   * of it if it lies on another.
   */
  private SpaceMarks marks(DataDirectory.Shard shard) throws IOException {
    long othersBytes = (configuration.shards() - 1L) * 2 * configuration.segmentBytes();
    long reserveBytes = configuration.reserveBytes() + othersBytes;
    return OtherDisks.isElsewhere(new FileSystemDisk(), shard.snapshotPath(), data)
        ? new SpaceMarks(reserveBytes, () -> 0)
        : new SpaceMarks(reserveBytes, () -> snapshotBytes.getOrDefault(shard.number(), 0L));
  }

  @Override
  public Snapshots snapshots(int shard) {
    return data.shard(shard).snapshots();
  }

  @Override
  public @Nullable Duration keepLog() {
    return configuration.keeping().keepLog().orElse(null);
  }

  /** The next one may be as large, and there must be room for it. */
  void newestSnapshot(int shard, long bytes) {
    snapshotBytes.put(shard, bytes);
  }

  private LogId newId() {
    ByteBuffer bytes = ByteBuffer.wrap(random.take(2 * Long.BYTES));
    return new LogId(bytes.getLong(), bytes.getLong());
  }

  private static void tell(int shard, Opening opening) {
    Opening.Cut cut = opening.cut();
    if (cut != null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "shard {0}: cut {1} torn bytes behind sequence {2} in {3}; nobody was told of them",
          Integer.toString(shard),
          Long.toString(cut.bytes()),
          Long.toString(cut.firstSequence() - 1),
          cut.segment());
    }
    LogId left = opening.left();
    if (left != null) {
      LOG.log(
          System.Logger.Level.INFO,
          "shard {0}: a restored copy of log {1}; behind sequence {2} it is a log of its own",
          Integer.toString(shard),
          left,
          Long.toString(opening.last().sequence()));
    }
  }

  /** How long the last force of a shard took; 0 before the first. */
  long lastForceNanos(int shard) {
    FileLog log = open.get(shard);
    LogFigures figures = log == null ? null : log.figures();
    return figures == null ? 0 : figures.lastForceNanos();
  }

  /** To be called when the node has closed the logs. */
  @Override
  public void close() {
    threads
        .values()
        .forEach(workers -> {
          workers.sync().shutdown();
          workers.spare().shutdown();
          workers.ahead().shutdown();
        });
  }
}
