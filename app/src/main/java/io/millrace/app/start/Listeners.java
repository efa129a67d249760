package io.millrace.app.start;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.app.Stop;
import io.millrace.app.config.Configuration;
import io.millrace.app.data.DataDirectory;
import io.millrace.delivery.Gateway;
import io.millrace.delivery.Webhooks;
import io.millrace.delivery.kafka.KafkaEffect;
import io.millrace.delivery.push.Push;
import io.millrace.delivery.push.PushedQueues;
import io.millrace.edge.auth.Credentials;
import io.millrace.edge.auth.Seal;
import io.millrace.edge.hearing.EventBody;
import io.millrace.edge.hearing.Hearing;
import io.millrace.edge.task.TaskBody;
import io.millrace.journal.Log;
import io.millrace.model.Level;
import io.millrace.model.SlotTable;
import io.millrace.model.read.ReadModel;
import io.millrace.node.Clock;
import io.millrace.node.Follower;
import io.millrace.node.Gate;
import io.millrace.node.LogReader;
import io.millrace.node.Node;
import io.millrace.node.ShardStatus;
import io.millrace.node.delivery.EventForm;
import io.millrace.node.follow.ArchiverThread;
import io.millrace.node.follow.Effect;
import io.millrace.node.follow.FactStreams;
import io.millrace.node.follow.FollowerStatus;
import io.millrace.node.follow.Followers;
import io.millrace.node.follow.FollowingStatus;
import io.millrace.node.follow.LogFollower;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What follows the log in this process: the read model, webhooks, pushed tasks, Kafka, and the
 * streams of events.
 */
final class Listeners implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

  /** The followers' names in routes and metrics. */
  private static final String KAFKA = "kafka";

  private static final String DELIVERIES = "deliveries";

  private static final double MILLIS_PER_SECOND = 1_000;

  private final Configuration configuration;
  private final Clock clock;
  private final ReadModelDatabases readModel;
  private final ReadModelDatabases nextReadModel;
  private final @Nullable KafkaEffect kafka;
  private final FactStreams streams;
  private final @Nullable Gateway gateway;
  private final @Nullable Webhooks webhooks;
  private final PushedQueues pushedQueues = new PushedQueues();
  private final @Nullable Push push;
  private volatile @Nullable Node node;
  private volatile @Nullable Followers followers;
  private @Nullable ArchiverThread archiver;

  /**
   * What webhooks and pushed tasks need of the rest.
   *
   * @param isCopy whether the data directory is a copy that is started on for the first time
   */
  record Sending(
      Gate gate,
      Seal seal,
      EventForm form,
      RandomGenerator chance,
      boolean isCopy,
      DeliveryMeters meters,
      PushMeters pushMeters) {}

  Listeners(
      Configuration configuration,
      DataDirectory data,
      Clock clock,
      Credentials credentials,
      Sending sending) {
    this.configuration = configuration;
    this.clock = clock;
    ReadModelDatabases.checkApart(
        configuration.database(), configuration.nextDatabase(), data.readModel());
    this.readModel =
        new ReadModelDatabases(ReadModelDatabases.NAME, configuration.database(), data.readModel());
    this.nextReadModel =
        new ReadModelDatabases(
            ReadModelDatabases.NEXT, configuration.nextDatabase(), data.readModel());
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
    if (sending.isCopy()) {
      beginDeliveries(data, clock);
    }
    this.gateway = configuration.webhooks().silent() ? null : gateway(configuration, data, sending);
    this.webhooks =
        configuration.webhooks().silent() ? null : webhooks(configuration, data, sending);
    this.push = configuration.webhooks().silent() ? null : push(configuration, sending);
  }

  /**
   * Even where nothing is sent: the next start does not know that this was a copy, and would tell
   * the world what the original has told it.
   */
  private static void beginDeliveries(DataDirectory data, Clock clock) {
    try {
      Webhooks.beginCopy(data.deliveries(), clock.wallMillis());
    } catch (IOException e) {
      throw Stop.environment(data.deliveries() + " cannot be made.", e);
    }
  }

  private boolean hasWaiting() {
    Node running = node;
    return running != null && running.hasWaiting();
  }

  private Webhooks webhooks(Configuration configuration, DataDirectory data, Sending sending) {
    return new Webhooks(
        new Webhooks.Parts(
            data.deliveries(),
            sending.form(),
            (shop, endpoint, sealed) -> sending.seal().open(shop, endpoint, sealed).orElse(null),
            sending.gate(),
            streams,
            SlotTable.dealt(configuration.shards())::shardOf,
            clock,
            sending.chance(),
            configuration.webhooks().allowPrivateTargets(),
            this::obstacleOfDataDirectory,
            sending.meters()),
        gateway);
  }

  /** Where nobody may send anything, nobody may send it again either. */
  private Gateway gateway(Configuration configuration, DataDirectory data, Sending sending) {
    return new Gateway(
        new Gateway.Parts(
            data.calls(),
            configuration.webhooks().parties(),
            new PartySeal(sending.seal()),
            clock,
            new SplittableRandom(sending.chance().nextLong())));
  }

  private Push push(Configuration configuration, Sending sending) {
    return new Push(
        new Push.Parts(
            pushedQueues,
            sending.gate(),
            clock,
            (shop, queue, sealed) -> sending.seal().open(shop, queue, sealed).orElse(null),
            new TaskBody(),
            configuration.webhooks().allowPrivateTargets(),
            sending.pushMeters()));
  }

  private @Nullable Log servedLog(int shard) {
    Node running = node;
    return running == null ? null : running.servedLog(shard);
  }

  /** What the node itself tells of facts. */
  List<Follower> near() {
    return push == null ? List.of() : List.of(pushedQueues);
  }

  /** For the edge. */
  Hearing hearing() {
    return new Hearing(readModel.model(), streams, () -> followers, webhooks, push, gateway);
  }

  /** Of each shard's log: what follows it, with this release's own decoder. */
  List<LogReader> readers() {
    List<LogReader> readers = new ArrayList<>();
    readModel.names().forEach(name -> readers.add(new LogReader(name, Level.CURRENT)));
    nextReadModel.names().forEach(name -> readers.add(new LogReader(name, Level.CURRENT)));
    if (webhooks != null) {
      readers.add(new LogReader(DELIVERIES, Level.CURRENT));
    }
    if (kafka != null) {
      readers.add(new LogReader(KAFKA, Level.CURRENT));
    }
    return readers;
  }

  /** When the node serves: a start has better things to do. */
  void start(Node running, MeterRegistry registry) {
    node = running;
    streams.start();
    List<LogFollower> all = followers(running);
    followers = Followers.start(running, all, clock);
    if (webhooks != null) {
      webhooks.start();
      Gauge.builder("millrace.deliveries.under.way", webhooks::underWay)
          .description("Requests to endpoints of webhooks that are under way now")
          .register(registry);
      Gauge.builder("millrace.deliveries.well", webhooks, sent -> sent.isSending() ? 1 : 0)
          .description("0: what sends webhooks has ended by a fault; restart the node")
          .register(registry);
    }
    if (gateway != null) {
      PartyMeters.watch(gateway, registry);
    }
    if (push != null) {
      push.start();
      Gauge.builder("millrace.pushes.under.way", push::underWay)
          .description("Tasks that are being posted now")
          .register(registry);
      Gauge.builder("millrace.pushes.well", push, pushing -> pushing.isPushing() ? 1 : 0)
          .description("0: what posts tasks has ended by a fault; restart the node")
          .register(registry);
    }
    for (int i = 0; i < all.size(); i++) {
      int number = i;
      String name = all.get(i).name();
      gauge("millrace.follower.lag.facts", name, number, Listeners::lagFacts)
          .description("Durable facts that a follower has not taken yet; NaN: not known")
          .register(registry);
      gauge("millrace.follower.lag", name, number, Listeners::lagSeconds)
          .description("By how much log time a follower is behind; NaN: not known")
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
    List<LogFollower> all =
        new ArrayList<>(
            readModel.follow((name, effect, isFile) ->
                follower(name, running, effect, obstacleOf(isFile), LogFollower.BATCH_FACTS)));
    all.addAll(
        nextReadModel.follow((name, effect, isFile) ->
            follower(name, running, effect, obstacleOf(isFile), LogFollower.BATCH_FACTS)));
    if (webhooks != null) {
      all.add(
          follower(
              DELIVERIES,
              running,
              webhooks.effect(),
              this::obstacleOfDataDirectory,
              Webhooks.BATCH_FACTS));
    }
    if (kafka != null) {
      all.add(follower(KAFKA, running, kafka, () -> "", LogFollower.BATCH_FACTS));
    }
    return all;
  }

  /** Orders cannot leave memory without tables that have them, and that can be made again. */
  private void archive(Node running, MeterRegistry registry) {
    ReadModel model = readModel.model();
    if (model == null) {
      allStay("there is no read model");
      return;
    }
    if (configuration.keeping().keepLog().isPresent()) {
      allStay("with --keep-log, tables that are lost cannot be made again");
      return;
    }
    ArchiverThread started =
        ArchiverThread.start(running, model, readModel::areFollowing, clock, new FollowerLines());
    archiver = started;
    FunctionCounter.builder("millrace.orders.archived", started, ArchiverThread::archived)
        .description("Final orders that have left memory")
        .register(registry);
    for (int i = 0; i < configuration.shards(); i++) {
      int shard = i;
      Gauge.builder("millrace.archiving", () -> readModel.areFollowing(shard) ? 1 : 0)
          .description("0: no final order leaves memory while tables do not follow the shard")
          .tag("shard", Integer.toString(shard))
          .register(registry);
    }
  }

  private static void allStay(String why) {
    LOG.log(
        System.Logger.Level.INFO, "{0}, so final orders are not archived and stay in memory", why);
  }

  private LogFollower follower(
      String name, Node running, Effect effect, Supplier<String> obstacle, int batchFacts) {
    return new LogFollower(
        new LogFollower.Shape(
            name,
            configuration.shards(),
            effect,
            this::servedLog,
            shard -> running.statuses().get(shard).logTimeMillis(),
            obstacle,
            batchFacts),
        clock,
        new FollowerLines());
  }

  /** A file may lie on the log's disk, whatever its path looks like. */
  private Supplier<String> obstacleOf(boolean isFile) {
    return isFile ? this::obstacleOfDataDirectory : () -> "";
  }

  /** What is left of a disk belongs to the log. */
  private String obstacleOfDataDirectory() {
    Node running = node;
    return running != null
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
    return known(status.lagFacts());
  }

  private static double lagSeconds(FollowerStatus status) {
    return known(status.lagMillis()) / MILLIS_PER_SECOND;
  }

  private static double known(long value) {
    return value == FollowingStatus.UNKNOWN ? Double.NaN : value;
  }

  /** Before the node ends waits: it takes on no more tasks. */
  void endPushing() {
    if (push != null) {
      push.stop();
    }
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
    if (webhooks != null) {
      webhooks.close();
    }
    if (gateway != null) {
      gateway.close();
    }
    if (push != null) {
      push.close();
    }
    readModel.close();
    nextReadModel.close();
  }
}
