package io.millrace.bench.recovery;

import io.millrace.bench.disk.BenchLog;
import io.millrace.bench.goods.Baskets;
import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.log.FramedOrders;
import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.writer.PendingTasks;
import io.millrace.journal.Durability;
import io.millrace.journal.FileLogSettings;
import io.millrace.model.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A data directory with many open orders, or with many tasks. The server makes its keys; the log is
 * then written by an engine in this process, because a million orders over HTTP would take longer
 * than everything that is measured. Its facts and frames are those that the server would have
 * written.
 *
 * @param what is in it, for people
 * @param units that open orders hold
 * @param tasks that are pending in the one queue
 * @param emptyStartSeconds what the server's first start took, on nothing
 */
public record FilledDirectory(
    Path path, String what, long facts, long units, int tasks, double emptyStartSeconds) {

  private static final long SEED = 20_261_126;

  private static final int TASKS_A_TIME = 10_000;
  private static final int HOUR_MILLIS = 3_600_000;

  static FilledDirectory ofOrders(Path data, long orders, long segmentBytes, Path errors) {
    return make(
        data,
        segmentBytes,
        errors,
        log -> log.place(new OrderRequests(SEED, true), orders),
        new FilledDirectory(data, "%,d orders".formatted(orders), 0, unitsOf(orders), 0, 0));
  }

  /** Tasks that are due within an hour from then. */
  public static FilledDirectory ofTasks(Path data, int tasks, long dueMillis, Path errors) {
    return make(
        data,
        FileLogSettings.SEGMENT_BYTES_DEFAULT,
        errors,
        log -> {
          log.take(new Request[] {PendingTasks.request(PendingTasks.queue(tasks))});
          for (int from = 0; from < tasks; from += TASKS_A_TIME) {
            Request[] some = new Request[Math.min(TASKS_A_TIME, tasks - from)];
            for (int i = 0; i < some.length; i++) {
              some[i] =
                  PendingTasks.request(
                      PendingTasks.task(from + i, dueMillis + (from + i) % HOUR_MILLIS));
            }
            log.take(some);
          }
        },
        new FilledDirectory(data, "%,d pending tasks".formatted(tasks), 0, 0, tasks, 0));
  }

  private static FilledDirectory make(
      Path data,
      long segmentBytes,
      Path errors,
      Consumer<FramedOrders> filling,
      FilledDirectory filled) {
    double emptyStartSeconds;
    try (MillraceServer server =
        MillraceServer.start(data, List.of(), MillraceServer.WITHOUT_READ_MODEL, errors)) {
      emptyStartSeconds = server.ready().seconds();
      if (server.terminate() != 0) {
        throw new BenchmarkFailed("the server did not stop well; it says why in " + errors);
      }
    }
    Path shard = shardOf(data);
    delete(shard);
    long facts;
    try (BenchLog opened = new BenchLog(shard, Durability.FSYNC, segmentBytes)) {
      filling.accept(new FramedOrders(opened.log()));
      facts = opened.log().lastSequence();
    }
    return new FilledDirectory(
        data, filled.what, facts, filled.units, filled.tasks, emptyStartSeconds);
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
