package io.millrace.bench.recovery;

import io.millrace.bench.disk.BenchLog;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.writer.Heap;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.Durability;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.Log;
import io.millrace.journal.Snapshots;
import io.millrace.node.IngressLimits;
import io.millrace.node.LogSource;
import io.millrace.node.Node;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.SystemClock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What stays reachable in a node that keeps snapshots, and in the same node without. In this
 * process, because only from inside can a node be had without.
 */
record HeapOfKeeping(long withoutBytes, long withBytes) {

  double ratio() {
    return (double) withBytes / withoutBytes;
  }

  static HeapOfKeeping measure(FilledDirectory data) {
    return new HeapOfKeeping(retained(data, false), retained(data, true));
  }

  private static long retained(FilledDirectory data, boolean keeps) {
    NodeSettings settings =
        new NodeSettings(
            1, NodeSettings.MAX_STOP_DEFAULT, false, EngineLimits.DEFAULT, IngressLimits.DEFAULT);
    try (BenchLog log = new BenchLog(data.shard(), Durability.FSYNC);
        Node node =
            Node.start(
                settings, source(log, data, keeps), new SystemClock(), List.of(), NodeWatch.NONE)) {
      List<CompletableFuture<Long>> asked = node.snapshot();
      if (asked.isEmpty() == keeps) {
        throw new BenchmarkFailed("the node keeps snapshots: %s".formatted(!keeps));
      }
      // With the answer its copy of the state is complete.
      asked.forEach(CompletableFuture::join);
      return Heap.retainedBytes();
    }
  }

  private static LogSource source(BenchLog log, FilledDirectory data, boolean keeps) {
    return new LogSource() {
      @Override
      public Log open(int shard) {
        return log.log();
      }

      @Override
      public @Nullable Snapshots snapshots(int shard) {
        return keeps
            ? new Snapshots(
                new FileSystemDisk(), data.shard().resolve("snapshots").toString(), shard)
            : null;
      }
    };
  }
}
