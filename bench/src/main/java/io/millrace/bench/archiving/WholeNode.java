package io.millrace.bench.archiving;

import io.millrace.bench.disk.BenchLog;
import io.millrace.bench.log.FramedOrders;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.Durability;
import io.millrace.model.OrderStatus;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.fact.Fact;
import io.millrace.node.Clock;
import io.millrace.node.IngressLimits;
import io.millrace.node.Node;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.ShardStatus;
import io.millrace.node.SystemClock;
import io.millrace.node.follow.ArchiverThread;
import io.millrace.node.follow.FollowerStatus;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.Followers;
import io.millrace.node.follow.LogFollower;
import io.millrace.projection.SqlReadModel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A node as {@code millrace start} puts it together, in this process: a log that is forced,
 * snapshots and the archive behind it, tables in SQLite that follow, and what archives the orders
 * that they have. The node's clock can be turned; followers and archiver rest by the machine's, for
 * what they leave of the processor is real. It listens to nobody and sends no webhooks.
 */
final class WholeNode implements AutoCloseable {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Whoever is not there by then never will be. */
  private static final long WAIT_NANOS_MAX = TimeUnit.MINUTES.toNanos(10);

  private final Clock machine = new SystemClock();
  private final TurnedClock clock = new TurnedClock();
  private final Passage passage = new Passage();
  private final Path shard;
  private final Path tables;
  private final BenchLog log;
  private final Node node;
  private final SqlReadModel model;
  private final LogFollower follower;
  private final Followers followers;
  private final ArchiverThread archiver;
  private CompletableFuture<Long> snapshot = CompletableFuture.completedFuture(0L);

  /** One that is at it, with the measured shop and no orders. */
  WholeNode(Path directory) {
    shard = directory.resolve("shard-000");
    tables = directory.resolve("tables");
    if (!tables.toFile().mkdirs()) {
      throw new BenchmarkFailed(tables + " cannot be made");
    }
    try (BenchLog empty = new BenchLog(shard, Durability.FSYNC)) {
      var _ = new FramedOrders(empty.log());
    }
    log = new BenchLog(shard, Durability.FSYNC);
    NodeSettings settings =
        new NodeSettings(
            1, NodeSettings.MAX_STOP_DEFAULT, false, EngineLimits.DEFAULT, IngressLimits.DEFAULT);
    node = Node.start(settings, log.kept(), clock, List.of(passage), NodeWatch.NONE);
    model = new SqlReadModel(SqlReadModel.urlOf(file()));
    follower =
        new LogFollower(
            new LogFollower.Shape(
                "read-model",
                1,
                model.effect(),
                node::servedLog,
                _ -> status().logTimeMillis(),
                () -> "",
                LogFollower.BATCH_FACTS),
            machine,
            FollowerWatch.NONE);
    followers = Followers.start(node, List.of(follower), machine);
    archiver =
        ArchiverThread.start(node, model, follower::isFollowing, machine, FollowerWatch.NONE);
  }

  private Path file() {
    return tables.resolve("read-model.db");
  }

  private ShardStatus status() {
    return node.statuses().getFirst();
  }

  /** Lets log time pass. */
  void pass(Duration time) {
    clock.turn(time);
  }

  Passage passage() {
    return passage;
  }

  DiskUse diskUse() {
    return DiskUse.of(shard, tables);
  }

  /** Asks all at once, and gives the first fact of each. It must be accepted. */
  List<Fact> decide(List<Request> requests) {
    List<CompletableFuture<Reply>> asked = requests.stream().map(node::submit).toList();
    return asked.stream().map(WholeNode::accepted).toList();
  }

  private static Fact accepted(CompletableFuture<Reply> asked) {
    if (!(asked.join() instanceof Reply.Decided decided)
        || !(decided.outcome() instanceof Outcome.Accepted accepted)) {
      throw new BenchmarkFailed("the node did not accept a request: " + asked.join());
    }
    return accepted.facts().getFirst().fact();
  }

  /** Durable facts that the tables do not have. */
  long behindFacts() {
    return follower.status().shards().getFirst().lagFacts();
  }

  /** Asks for a snapshot, as a backup does, when the one before is there. */
  void askForSnapshot() {
    awaitSnapshot();
    snapshot = node.snapshot().getFirst().orTimeout(WAIT_NANOS_MAX, TimeUnit.NANOSECONDS);
  }

  /** Waits for the one that was asked for last. */
  void awaitSnapshot() {
    try {
      snapshot.join();
    } catch (CompletionException e) {
      throw new BenchmarkFailed("no snapshot was made", e);
    }
  }

  /** Waits until no more facts than these are missing in the tables. */
  void awaitTables(long behindFactsMax) {
    long begunNanos = machine.monotonicNanos();
    while (behindFacts() > behindFactsMax) {
      if (machine.monotonicNanos() - begunNanos > WAIT_NANOS_MAX) {
        throw new BenchmarkFailed(
            "the tables are still %,d facts behind: %s"
                .formatted(behindFacts(), follower.status()));
      }
      requireWell();
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /**
   * Waits until no order is in memory, or for as long as that may take; a minute of log time passes
   * with each look.
   */
  void awaitLeaving(Duration max) {
    long begunNanos = machine.monotonicNanos();
    while (passage.inMemory() > 0 && machine.monotonicNanos() - begunNanos < max.toNanos()) {
      requireWell();
      pass(Duration.ofMinutes(1));
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Nothing that is measured may rest on a node that an operator should look at. */
  void requireWell() {
    FollowerStatus tablesNow = follower.status();
    ShardStatus shardNow = status();
    if (!tablesNow.isWell()
        || shardNow.phase() != ShardStatus.Phase.SERVING
        || !shardNow.detail().isEmpty()) {
      throw new BenchmarkFailed("the node is not well: " + shardNow + ", " + tablesNow);
    }
  }

  /** How many orders of each status are in the tables. */
  Map<OrderStatus, Long> stored() {
    Map<OrderStatus, Long> stored = new EnumMap<>(OrderStatus.class);
    try (Connection connection = DriverManager.getConnection(SqlReadModel.urlOf(file()));
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT status, COUNT(*) FROM orders GROUP BY status")) {
      while (rows.next()) {
        stored.put(OrderStatus.valueOf(rows.getString(1)), rows.getLong(2));
      }
      return stored;
    } catch (SQLException e) {
      throw new BenchmarkFailed("the tables cannot be read", e);
    }
  }

  /** In the order in which a server stops. */
  @Override
  public void close() {
    archiver.close();
    followers.close();
    model.close();
    node.close();
    log.close();
  }
}
