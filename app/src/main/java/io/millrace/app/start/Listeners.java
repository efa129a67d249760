package io.millrace.app.start;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.app.Stop;
import io.millrace.app.config.Configuration;
import io.millrace.app.data.DataDirectory;
import io.millrace.delivery.kafka.KafkaEffect;
import io.millrace.edge.auth.Credentials;
import io.millrace.edge.hearing.EventBody;
import io.millrace.edge.hearing.Hearing;
import io.millrace.journal.Log;
import io.millrace.model.Level;
import io.millrace.model.SlotTable;
import io.millrace.node.Clock;
import io.millrace.node.LogReader;
import io.millrace.node.Node;
import io.millrace.node.ShardStatus;
import io.millrace.node.follow.ArchiverThread;
import io.millrace.node.follow.FactStreams;
import io.millrace.node.follow.FollowerStatus;
import io.millrace.node.follow.Followers;
import io.millrace.node.follow.FollowingStatus;
import io.millrace.node.follow.LogFollower;
import io.millrace.node.follow.Rebuildable;
import io.millrace.projection.SqlReadModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What follows the log in this process: the read model, Kafka, and the streams of events. */
final class Listeners implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

  /** The follower's name in routes and metrics. */
  private static final String READ_MODEL = "read-model";

  private static final String KAFKA = "kafka";

  private static final double MILLIS_PER_SECOND = 1_000;

  private final Configuration configuration;
  private final Clock clock;
  private final @Nullable SqlReadModel readModel;
  private final @Nullable KafkaEffect kafka;
  private final FactStreams streams;
  private volatile @Nullable Node node;
  private volatile @Nullable Followers followers;
  private @Nullable ArchiverThread archiver;

  Listeners(Configuration configuration, DataDirectory data, Clock clock, Credentials credentials) {
    this.configuration = configuration;
    this.clock = clock;
    this.readModel =
        switch (configuration.database()) {
          case Configuration.ReadModel.None _ -> null;
          case Configuration.ReadModel.InDataDirectory _ ->
              new SqlReadModel(SqlReadModel.urlOf(data.readModel()));
          case Configuration.ReadModel.At at -> at(at);
        };
    this.kafka =
        configuration
            .kafka()
            .map(KafkaFile::settings)
            .map(settings ->
                new KafkaEffect(settings, configuration.shards(), new EventBody(credentials)::of))
            .orElse(null);
    this.streams =
        new FactStreams(
            configuration.shards(),
            this::servedLog,
            SlotTable.dealt(configuration.shards())::shardOf,
            clock,
            this::hasWaiting);
  }

  private boolean hasWaiting() {
    Node running = node;
    return running != null && running.hasWaiting();
  }

  private static SqlReadModel at(Configuration.ReadModel.At at) {
    try {
      return at.driver().isPresent()
          ? new SqlReadModel(at.url(), at.driver().get())
          : new SqlReadModel(at.url());
    } catch (IllegalArgumentException e) {
      throw Stop.wrongUse("--database " + e.getMessage() + ".");
    }
  }

  private @Nullable Log servedLog(int shard) {
    Node running = node;
    return running == null ? null : running.servedLog(shard);
  }

  /** For the edge. */
  Hearing hearing() {
    return new Hearing(readModel, streams, () -> followers);
  }

  /** Of each shard's log: what follows it, with this release's own decoder. */
  List<LogReader> readers() {
    return names().map(name -> new LogReader(name, Level.CURRENT)).toList();
  }

  private Stream<String> names() {
    return Stream.concat(
        readModel == null ? Stream.of() : Stream.of(READ_MODEL),
        kafka == null ? Stream.of() : Stream.of(KAFKA));
  }

  /** When the node serves: a start has better things to do. */
  void start(Node running, MeterRegistry registry) {
    node = running;
    streams.start();
    List<LogFollower> all = followers(running);
    followers = Followers.start(running, all, clock);
    for (int i = 0; i < all.size(); i++) {
      int number = i;
      String name = all.get(i).name();
      gauge("millrace.follower.lag.facts", name, number, Listeners::lagFacts)
          .description("Durable facts that a follower has not taken yet")
          .register(registry);
      gauge("millrace.follower.lag", name, number, Listeners::lagSeconds)
          .description("By how much log time a follower is behind")
          .baseUnit("seconds")
          .register(registry);
      gauge("millrace.follower.well", name, number, status -> status.isWell() ? 1 : 0)
          .description("0: a follower fails, waits for an operator, or has stopped")
          .register(registry);
    }
    archive(running, registry);
    Gauge.builder("millrace.event.streams", streams::open)
        .description("Clients that listen to events now")
        .register(registry);
  }

  private List<LogFollower> followers(Node running) {
    List<LogFollower> all = new ArrayList<>();
    if (readModel != null) {
      all.add(follower(READ_MODEL, running, readModel.effect(), () -> obstacle(running)));
    }
    if (kafka != null) {
      all.add(follower(KAFKA, running, kafka, () -> ""));
    }
    return all;
  }

  /** Without tables that have them, orders cannot leave memory. */
  private void archive(Node running, MeterRegistry registry) {
    if (readModel == null) {
      LOG.log(
          System.Logger.Level.INFO,
          "there is no read model, so final orders are not archived and stay in memory");
      return;
    }
    ArchiverThread started = ArchiverThread.start(running, readModel, clock);
    archiver = started;
    FunctionCounter.builder("millrace.orders.archived", started, ArchiverThread::archived)
        .description("Final orders that have left memory")
        .register(registry);
  }

  private LogFollower follower(
      String name, Node running, Rebuildable effect, Supplier<String> obstacle) {
    return new LogFollower(
        new LogFollower.Shape(
            name,
            configuration.shards(),
            effect,
            this::servedLog,
            shard -> running.statuses().get(shard).logTimeMillis(),
            obstacle,
            LogFollower.BATCH_FACTS),
        clock,
        new FollowerLines());
  }

  /** What is left of a disk belongs to the log. */
  private String obstacle(Node running) {
    boolean isOnItsDisk =
        configuration.database() instanceof Configuration.ReadModel.InDataDirectory;
    return isOnItsDisk
            && running.statuses().stream()
                .anyMatch(shard -> shard.disk().room() != ShardStatus.Room.PLENTY)
        ? "the disk is nearly full, and the log needs what is left of it"
        : "";
  }

  private Gauge.Builder<?> gauge(
      String name, String follower, int number, ToDoubleFunction<FollowerStatus> value) {
    return Gauge.builder(name, () -> value.applyAsDouble(status(number))).tag("follower", follower);
  }

  private FollowerStatus status(int number) {
    Followers running = followers;
    return running == null
        ? new FollowerStatus("", List.of(), List.of(), List.of())
        : running.statuses().get(number);
  }

  private static double lagFacts(FollowerStatus status) {
    return status.shards().stream().mapToLong(FollowingStatus::lagFacts).sum();
  }

  private static double lagSeconds(FollowerStatus status) {
    return status.shards().stream().mapToLong(FollowingStatus::lagMillis).max().orElse(0)
        / MILLIS_PER_SECOND;
  }

  /** Before the edge stops: whoever listens is told that it is over. */
  void endStreams() {
    streams.close();
  }

  /** Before the logs are closed. What was not taken is taken after the next start. */
  @Override
  public void close() {
    ArchiverThread leaving = archiver;
    if (leaving != null) {
      leaving.close();
    }
    Followers running = followers;
    if (running != null) {
      running.close();
    }
    if (readModel != null) {
      readModel.close();
    }
  }
}
