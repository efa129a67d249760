package io.millrace.checks.outside;

import io.millrace.engine.EngineLimits;
import io.millrace.journal.Durability;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.LogId;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.node.Clock;
import io.millrace.node.Follower;
import io.millrace.node.IngressLimits;
import io.millrace.node.Node;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A node of one shard in this process: real threads and files, but a clock of the test's. */
record LocalNode(Node node, List<ExecutorService> threads) implements AutoCloseable {

  static final long SEGMENT_BYTES = FileLogSettings.SEGMENT_BYTES_DEFAULT;

  static NodeSettings settings(int shards, boolean acceptClock) {
    return new NodeSettings(
        shards,
        NodeSettings.MAX_STOP_DEFAULT,
        acceptClock,
        EngineLimits.DEFAULT,
        IngressLimits.DEFAULT);
  }

  static LocalNode start(Path data, Clock clock) {
    return start(data, clock, false, SEGMENT_BYTES, List.of());
  }

  /** In mode OS: a process dies here, a machine never. */
  static LocalNode start(
      Path data, Clock clock, boolean acceptClock, long segmentBytes, List<Follower> followers) {
    ExecutorService sync = Executors.newSingleThreadExecutor();
    ExecutorService spare = Executors.newSingleThreadExecutor();
    String directory = new Books(data).directory(0).toString();
    FileLogSettings log =
        FileLogSettings.of(
                new LogPlace(new FileSystemDisk(), directory, 0),
                () -> new LogId(7, 8),
                new LogThreads(sync, spare))
            .withSegmentBytes(segmentBytes)
            .withDurability(Durability.OS);
    List<ExecutorService> threads = List.of(sync, spare);
    try {
      Node node =
          Node.start(
              settings(1, acceptClock), _ -> FileLog.open(log), clock, followers, NodeWatch.NONE);
      return new LocalNode(node, threads);
    } catch (RuntimeException refused) {
      threads.forEach(ExecutorService::close);
      throw refused;
    }
  }

  String detail() {
    return node.statuses().getFirst().detail();
  }

  @Override
  public void close() {
    node.close();
    threads.forEach(ExecutorService::close);
  }
}
