package io.millrace.bench.recovery;

import io.millrace.bench.orders.Shop;
import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Report;
import io.millrace.bench.writer.PendingTasks;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How long {@code millrace start} takes on a directory with a snapshot, from the call that starts
 * the process until its ready line. The server is killed each time, so each start reads the
 * snapshot, opens the log anew and replays what came after.
 */
public final class Starts {

  private static final int STARTS = 3;

  private final FilledDirectory data;
  private final List<String> jvmFlags;
  private final Path errors;
  private final HttpClient http;
  private final Report report;

  public Starts(
      FilledDirectory data, List<String> jvmFlags, Path errors, HttpClient http, Report report) {
    this.data = data;
    this.jvmFlags = jvmFlags;
    this.errors = errors;
    this.http = http;
    this.report = report;
  }

  /**
   * What was found; times in seconds, in order of size.
   *
   * @param fromLog the start that replayed the whole log
   */
  public record Times(double fromLog, List<Double> fromSnapshot) {
    public double median() {
      return fromSnapshot.get(fromSnapshot.size() / 2);
    }
  }

  public Times measure() {
    double fromLog;
    try (MillraceServer server = start()) {
      fromLog = server.ready().seconds();
      report.progress(
          "%s replayed from the log in %.2f s; writing a snapshot".formatted(data.what(), fromLog));
      new SnapshotTurns(http, server.address(), server.operatorKey(), data).makeOne();
      server.kill();
    }
    List<Double> seconds = new ArrayList<>();
    for (int i = 1; i <= STARTS; i++) {
      try (MillraceServer server = start()) {
        if (server.ready().factsFromSnapshots() < data.facts()) {
          throw new BenchmarkFailed(
              "only %,d of %,d facts came from the snapshot"
                  .formatted(server.ready().factsFromSnapshots(), data.facts()));
        }
        seconds.add(server.ready().seconds());
        report.progress("start %d of %d: %.2f s".formatted(i, STARTS, seconds.getLast()));
        if (i == STARTS) {
          count(server);
        }
        server.kill();
      }
    }
    seconds.sort(null);
    return new Times(fromLog, seconds);
  }

  private MillraceServer start() {
    return MillraceServer.start(data.path(), jvmFlags, MillraceServer.WITHOUT_READ_MODEL, errors);
  }

  /** A start that lost an order or a task would be quick, too. */
  private void count(MillraceServer server) {
    Shop shop = new Shop(http, server.address(), server.operatorKey());
    if (data.tasks() > 0 && shop.pendingTasks(PendingTasks.QUEUE) != data.tasks()) {
      throw new BenchmarkFailed(
          "%,d tasks were pending; after the start it is %,d"
              .formatted(data.tasks(), shop.pendingTasks(PendingTasks.QUEUE)));
    }
    long held = shop.read().heldUnits();
    if (held != data.units()) {
      throw new BenchmarkFailed(
          "open orders hold %,d units; after the start it is %,d".formatted(data.units(), held));
    }
  }
}
