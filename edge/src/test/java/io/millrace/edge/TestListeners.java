package io.millrace.edge;

import io.millrace.delivery.DeliveryWatch;
import io.millrace.delivery.Gateway;
import io.millrace.delivery.Webhooks;
import io.millrace.delivery.party.CallSeal;
import io.millrace.delivery.party.PartySettings;
import io.millrace.delivery.party.Retry;
import io.millrace.delivery.push.Push;
import io.millrace.delivery.push.PushWatch;
import io.millrace.delivery.push.PushedQueues;
import io.millrace.edge.auth.Seal;
import io.millrace.edge.hearing.Hearing;
import io.millrace.edge.task.TaskBody;
import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import io.millrace.model.SlotTable;
import io.millrace.node.Clock;
import io.millrace.node.Node;
import io.millrace.node.SystemClock;
import io.millrace.node.delivery.EventForm;
import io.millrace.node.follow.Archiver;
import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.Effect;
import io.millrace.node.follow.FactBatch;
import io.millrace.node.follow.FactStreams;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.Followers;
import io.millrace.node.follow.LogFollower;
import io.millrace.node.follow.Rebuildable;
import io.millrace.node.follow.Resettable;
import io.millrace.node.follow.SkippedFact;
import io.millrace.projection.SqlReadModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What follows a test's node: a real read model, streams, and a follower that takes no fact. */
final class TestListeners implements AutoCloseable {
  static final String STUBBORN = "stubborn";

  private final Path directory;
  private final SqlReadModel readModel;
  private final FactStreams streams;
  private final Archiver archiver;
  private final Followers followers;
  private final Gateway gateway;
  private final Webhooks webhooks;
  private final Push push;

  TestListeners(TestNode gate, Seal seal, EventForm form, PushedQueues pushed) {
    Node node = gate.node();
    try {
      directory = Files.createTempDirectory("read-model");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    readModel = new SqlReadModel(SqlReadModel.urlOf(directory.resolve("read-model.db")));
    Clock clock = new SystemClock();
    streams =
        new FactStreams(
            node.shards(),
            node::servedLog,
            SlotTable.dealt(node.shards())::shardOf,
            clock,
            node::hasWaiting);
    LogFollower keeper = follower(node, "read-model", readModel.effect(), clock);
    archiver = new Archiver(node, readModel, keeper::isFollowing);
    streams.start();
    gateway =
        new Gateway(
            new Gateway.Parts(
                directory.resolve("calls.db"),
                List.of(bank()),
                new SealOf(seal),
                clock,
                new SplittableRandom(2)));
    webhooks =
        new Webhooks(
            new Webhooks.Parts(
                directory.resolve("deliveries.db"),
                form,
                (shop, endpoint, sealed) -> seal.open(shop, endpoint, sealed).orElse(null),
                gate,
                streams,
                SlotTable.dealt(node.shards())::shardOf,
                new ClockOf(gate),
                new SplittableRandom(1),
                true,
                () -> "",
                DeliveryWatch.NONE),
            gateway);
    webhooks.start();
    push =
        new Push(
            new Push.Parts(
                pushed,
                gate,
                new ClockOf(gate),
                (shop, queue, sealed) -> seal.open(shop, queue, sealed).orElse(null),
                new TaskBody(),
                true,
                PushWatch.NONE));
    push.start();
    followers =
        Followers.start(
            node,
            List.of(
                keeper,
                follower(node, STUBBORN, new Refusing(), new HastyClock()),
                follower(node, "deliveries", webhooks.effect(), clock)),
            clock);
  }

  /** Nobody listens where it is. */
  private static PartySettings bank() {
    PartySettings usual = PartySettings.of("bank", URI.create("http://127.0.0.1:9/v1"));
    return new PartySettings(
        usual.name(),
        usual.baseUrl(),
        usual.form(),
        usual.timeouts(),
        new Retry(Map.of()),
        usual.breaker(),
        usual.callsMax(),
        usual.rate(),
        new PartySettings.Audience.Everybody());
  }

  private record SealOf(Seal seal) implements CallSeal {
    @Override
    public Secret close(String party, byte[] plain) {
      return seal.close(new ShopId("node"), party, plain);
    }

    @Override
    public byte @Nullable [] open(String party, Secret sealed) {
      return seal.open(new ShopId("node"), party, sealed).orElse(null);
    }
  }

  private static LogFollower follower(Node node, String name, Effect effect, Clock clock) {
    return new LogFollower(
        new LogFollower.Shape(
            name,
            node.shards(),
            effect,
            node::servedLog,
            shard -> node.statuses().get(shard).logTimeMillis(),
            () -> "",
            LogFollower.BATCH_FACTS),
        clock,
        FollowerWatch.NONE);
  }

  Hearing hearing() {
    return new Hearing(readModel, streams, () -> followers, webhooks, push, gateway);
  }

  FactStreams streams() {
    return streams;
  }

  /** Lets go of everything that is final and in the tables. */
  void archive() {
    for (Archiver.Step step = Archiver.Step.LEFT; step != Archiver.Step.ROUND; ) {
      step = archiver.step();
      if (step == Archiver.Step.FAILED) {
        throw new IllegalStateException("the archiver could not ask");
      }
    }
  }

  /** As if somebody had taken it out of the tables. */
  void lose(String order) {
    meddle("DELETE FROM orders WHERE order_id = " + Long.parseLong(order));
  }

  void mislay(String table) {
    meddle("ALTER TABLE " + table + " RENAME TO mislaid_" + table);
  }

  private void meddle(String sql) {
    try (Connection tables =
            DriverManager.getConnection(SqlReadModel.urlOf(directory.resolve("read-model.db")));
        Statement statement = tables.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void endStreams() {
    streams.close();
  }

  @Override
  public void close() {
    followers.close();
    webhooks.close();
    gateway.close();
    push.close();
    readModel.close();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The time of the node behind the edge. */
  private record ClockOf(TestNode gate) implements Clock {
    @Override
    public long wallMillis() {
      return gate.nowMillis();
    }

    @Override
    public long monotonicNanos() {
      return new SystemClock().monotonicNanos();
    }
  }

  /** Each look at it, an hour has passed: nobody waits for a second try. */
  private static final class HastyClock implements Clock {
    private static final long HOUR_NANOS = 3_600_000_000_000L;

    private final AtomicLong nanos = new AtomicLong();

    @Override
    public long wallMillis() {
      return 1_795_000_000_000L;
    }

    @Override
    public long monotonicNanos() {
      return nanos.addAndGet(HOUR_NANOS);
    }
  }

  /** Takes nothing; what is skipped moves its cursor on. */
  private static final class Refusing implements Rebuildable, Resettable {
    private final Map<Integer, Cursor> cursors = new HashMap<>();
    private final List<SkippedFact> skipped = new ArrayList<>();

    @Override
    public @Nullable Cursor cursor(int shard) {
      return cursors.get(shard);
    }

    @Override
    public void take(FactBatch batch) {
      throw new IllegalStateException("it takes none");
    }

    @Override
    public void skip(FactBatch batch, SkippedFact fact) {
      skipped.addFirst(fact);
      cursors.put(batch.shard(), batch.end());
    }

    @Override
    public void reset(int shard, @Nullable Cursor to, @Nullable SkippedFact passedOver) {
      if (passedOver != null) {
        skipped.addFirst(passedOver);
      }
      cursors.remove(shard);
      if (to != null) {
        cursors.put(shard, to);
      }
    }

    @Override
    public List<SkippedFact> skipped() {
      return skipped;
    }

    @Override
    public boolean hasBeside() {
      return false;
    }

    @Override
    public Effect beside() {
      return this;
    }

    @Override
    public void swap() {
      // it is the same
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
