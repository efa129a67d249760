package io.millrace.bench.projection;

import io.millrace.bench.disk.BenchLog;
import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.log.FramedOrders;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Report;
import io.millrace.journal.Durability;
import io.millrace.node.SystemClock;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.LogFollower;
import io.millrace.projection.SqlReadModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A follower that has nothing to wait for: the log is there, and nobody orders. */
final class StoredAlone {

  private static final long SEED = 20_261_127;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MICRO = 1e3;

  private StoredAlone() {}

  /**
   * What came of it.
   *
   * @param cpuMicrosPerOrder of the follower's thread: what a shared machine falsifies least
   */
  record Result(
      double ordersPerSecond,
      double rowsPerSecond,
      double cpuMicrosPerOrder,
      double bytesPerOrder,
      double linesPerOrder) {}

  static Result run(Path directory, int orders, Report report) {
    try (BenchLog log = new BenchLog(directory.resolve("log"), Durability.OS)) {
      report.progress("placing %,d orders into a log".formatted(orders));
      FramedOrders framed = new FramedOrders(log.log());
      Path file = directory.resolve("read-model.db");
      SqlReadModel model = new SqlReadModel(SqlReadModel.urlOf(file));
      LogFollower follower =
          new LogFollower(
              new LogFollower.Shape(
                  "read-model",
                  1,
                  model.effect(),
                  _ -> log.log(),
                  _ -> 0,
                  () -> "",
                  LogFollower.BATCH_FACTS),
              new SystemClock(),
              FollowerWatch.NONE);
      follow(follower); // the shop and its goods are not what is measured
      framed.place(new OrderRequests(SEED, true), orders);
      report.progress("storing them");
      long begun = System.nanoTime();
      long cpuBegun = cpuNanos();
      follow(follower);
      double cpuMicros = (cpuNanos() - cpuBegun) / NANOS_PER_MICRO / orders;
      double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
      follower.close();
      model.close();
      return result(file, orders, seconds, cpuMicros);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new BenchmarkFailed("the tables cannot be read", e);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void follow(LogFollower follower) {
    while (follower.step()) {
      // a batch each
    }
    if (!follower.status().isWell() || follower.status().shards().getFirst().lagFacts() > 0) {
      throw new BenchmarkFailed("the follower did not come to the end: " + follower.status());
    }
  }

  private static Result result(Path file, int orders, double seconds, double cpuMicros)
      throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(SqlReadModel.urlOf(file));
        Statement statement = connection.createStatement()) {
      long stored = count(statement, "orders");
      if (stored != orders) {
        throw new BenchmarkFailed(
            "%,d orders were placed, %,d are stored".formatted(orders, stored));
      }
      long lines = count(statement, "order_lines");
      long movements = count(statement, "stock_movements");
      long buyers = count(statement, "buyers");
      return new Result(
          orders / seconds,
          (orders + lines + movements + buyers) / seconds,
          cpuMicros,
          (double) Files.size(file) / orders,
          (double) lines / orders);
    }
  }

  private static long count(Statement statement, String table) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      return row.getLong(1);
    }
  }
}
