package io.millrace.bench.replay;

import io.millrace.bench.disk.BenchLog;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.Durability;
import io.millrace.journal.Log;
import io.millrace.node.IngressLimits;
import io.millrace.node.LogSource;
import io.millrace.node.Node;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.SystemClock;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Starts a real node on a log and takes the time of its replay: from the open log to the last fact,
 * so reading, checksums, decoding, applying and comparing digests. Opening the log, which copies
 * its last segment, is not in it.
 */
final class TimedReplay implements NodeWatch {

  private static final double NANOS_PER_SECOND = 1e9;

  private volatile long openedNanos;
  private volatile long doneNanos;
  private volatile long facts;

  /** Facts a second. The node adds the fact of its own opening to the log. */
  static double factsPerSecond(Path directory, long factsLeast, EngineLimits limits) {
    TimedReplay timed = new TimedReplay();
    NodeSettings settings =
        new NodeSettings(1, NodeSettings.MAX_STOP_DEFAULT, false, limits, IngressLimits.DEFAULT);
    try (BenchLog opened = new BenchLog(directory, Durability.FSYNC);
        Node node =
            Node.start(settings, timed.source(opened), new SystemClock(), List.of(), timed)) {
      if (timed.facts < factsLeast) {
        throw new BenchmarkFailed(
            "replayed %,d facts of %,d on %d shards"
                .formatted(timed.facts, factsLeast, node.shards()));
      }
      return timed.facts * NANOS_PER_SECOND / (timed.doneNanos - timed.openedNanos);
    }
  }

  private LogSource source(BenchLog opened) {
    return new LogSource() {
      @Override
      public Log open(int shard) {
        openedNanos = System.nanoTime();
        return opened.log();
      }

      @Override
      public Executor ahead(int shard) {
        return opened.ahead();
      }
    };
  }

  @Override
  public void replayed(int shard, long sequence, boolean done) {
    if (done) {
      doneNanos = System.nanoTime();
      facts = sequence;
    }
  }
}
