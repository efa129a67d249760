package io.millrace.bench.recovery;

import io.millrace.bench.disk.BenchLog;
import io.millrace.bench.goods.Baskets;
import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.log.FramedOrders;
import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.journal.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A data directory with many open orders. The server makes its keys; the log is then written by an
 * engine in this process, because a million orders over HTTP would take longer than everything that
 * is measured. Its facts and frames are those that the server would have written.
 *
 * @param emptyStartSeconds what the server's first start took, on nothing
 */
record FilledDirectory(Path path, long orders, long facts, long units, double emptyStartSeconds) {

  private static final long SEED = 20_261_126;

  static FilledDirectory make(Path data, long orders, long segmentBytes, Path errors) {
    double emptyStartSeconds;
    try (MillraceServer server = MillraceServer.start(data, List.of(), List.of(), errors)) {
      emptyStartSeconds = server.ready().seconds();
      if (server.terminate() != 0) {
        throw new BenchmarkFailed("the server did not stop well; it says why in " + errors);
      }
    }
    Path shard = shardOf(data);
    delete(shard);
    long facts;
    try (BenchLog opened = new BenchLog(shard, Durability.FSYNC, segmentBytes)) {
      new FramedOrders(opened.log()).place(new OrderRequests(SEED, true), orders);
      facts = opened.log().lastSequence();
    }
    return new FilledDirectory(data, orders, facts, unitsOf(orders), emptyStartSeconds);
  }

  Path shard() {
    return shardOf(path);
  }

  private static Path shardOf(Path data) {
    return data.resolve("shard-000");
  }

  /** The same seed draws the same baskets again. */
  private static long unitsOf(long orders) {
    Baskets baskets = new Baskets(SEED, OrderRequests.BUYERS);
    long units = 0;
    for (long i = 0; i < orders; i++) {
      units += baskets.next().units();
    }
    return units;
  }

  private static void delete(Path directory) {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
