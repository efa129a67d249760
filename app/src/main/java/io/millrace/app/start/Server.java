package io.millrace.app.start;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.app.Stop;
import io.millrace.app.Version;
import io.millrace.app.audit.LiveAudit;
import io.millrace.app.backup.RestoredCopy;
import io.millrace.app.config.Configuration;
import io.millrace.app.data.DataDirectory;
import io.millrace.diana.http.Proxies;
import io.millrace.edge.EdgeParts;
import io.millrace.edge.EdgeServer;
import io.millrace.edge.EdgeSettings;
import io.millrace.edge.auth.Credentials;
import io.millrace.edge.auth.RandomBytes;
import io.millrace.edge.auth.Seal;
import io.millrace.edge.hearing.EventBodies;
import io.millrace.edge.limit.Limits;
import io.millrace.edge.ops.Upkeep;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.Disk;
import io.millrace.journal.FileSystemDisk;
import io.millrace.model.Level;
import io.millrace.node.Clock;
import io.millrace.node.Follower;
import io.millrace.node.IngressLimits;
import io.millrace.node.LogReader;
import io.millrace.node.Node;
import io.millrace.node.NodeSettings;
import io.millrace.node.ShardStatus;
import io.millrace.node.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A node with its HTTP server. It listens before it replays: a port that is taken shows at once,
 * and who asks meanwhile hears how far it is.
 */
final class Server implements AutoCloseable {

  private final Configuration configuration;
  private final int levelKnown;
  private final DataDirectory data;
  private final Disk.Lock lock;
  private final RestoredCopy restored;
  private final Clock clock = new SystemClock();
  private final RandomBytes random = new SecureRandom()::nextBytes;
  private final ShardLogs logs;
  private final OtherDisks otherDisks;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final NodeMeters meters = new NodeMeters(registry);
  private final ServerWatch watch;
  private final OpeningGate gate;
  private final Credentials credentials;
  private final Listeners listeners;
  private final EdgeServer edge;
  private final @Nullable LimitsFile limitsFile;
  private @Nullable Node node;
  private volatile boolean failed;

  /** Takes the directory and the keys; nothing runs yet. */
  Server(Configuration configuration) throws IOException {
    this(configuration, Level.CURRENT);
  }

  /** As another release would, for tests of how one follows the other. */
  Server(Configuration configuration, int levelKnown) throws IOException {
    this.configuration = configuration;
    this.levelKnown = levelKnown;
    this.data =
        new DataDirectory(
            configuration.data().toAbsolutePath().normalize(),
            configuration.keeping().archive().map(Path::toAbsolutePath),
            configuration.keeping().snapshots().map(Path::toAbsolutePath));
    FileSystemDisk disk = new FileSystemDisk();
    make(data.path(), disk);
    this.lock = disk.lock(data.path().resolve(DataDirectory.LOCK).toString());
    this.restored = RestoredCopy.of(data);
    data.checkNoShardIsLost();
    checkNoHistoryIsLost();
    Keys keys = Keys.of(data, random);
    this.logs = new ShardLogs(data, configuration, restored, random, clock);
    this.otherDisks = OtherDisks.of(data, disk, clock);
    this.watch = new ServerWatch(meters, logs, clock, configuration.shards());
    this.gate = new OpeningGate(configuration.shards());
    this.credentials = new Credentials(keys.node().seal(random));
    Limits limits = Limits.standard(clock::monotonicNanos, registry);
    limits.trust(new Proxies(configuration.trustedProxies()));
    this.limitsFile =
        configuration.limits().map(file -> LimitsFile.follow(file, limits)).orElse(null);
    Seal seal = keys.node().seal(random);
    this.listeners =
        new Listeners(
            configuration,
            data,
            clock,
            credentials,
            new Listeners.Sending(
                gate,
                seal,
                new EventBodies(credentials),
                new SplittableRandom(ByteBuffer.wrap(random.take(Long.BYTES)).getLong()),
                restored.isCopy(),
                new DeliveryMeters(registry),
                new PushMeters(registry)));
    this.edge =
        new EdgeServer(
            edgeSettings(),
            new EdgeParts(
                gate,
                this::statuses,
                credentials,
                keys.operator(),
                keys.node(),
                random,
                () -> Instant.ofEpochMilli(clock.wallMillis()),
                clock::monotonicNanos,
                registry,
                new Upkeep(
                    new LiveAudit(data, this::statuses),
                    this::snapshot,
                    this::readers,
                    otherDisks::look),
                limits,
                listeners.hearing()));
  }

  /** Listens, replays, serves. The line that says so is returned. */
  String start() {
    try {
      return serve();
    } catch (RuntimeException failure) {
      failed = true;
      throw failure;
    }
  }

  /** The start did not come to its end, and somebody is about to say why. */
  boolean hasFailed() {
    return failed;
  }

  private String serve() {
    long begunNanos = clock.monotonicNanos();
    edge.start();
    List<Follower> followers = new ArrayList<>(listeners.near());
    followers.addFirst(credentials);
    Node started =
        Node.start(
            new NodeSettings(
                configuration.shards(),
                configuration.maxStop(),
                configuration.acceptClock(),
                EngineLimits.DEFAULT,
                IngressLimits.DEFAULT,
                levelKnown),
            logs,
            clock,
            followers,
            watch);
    synchronized (this) {
      node = started;
    }
    settle();
    meters.watch(started, logs);
    meters.watch(otherDisks);
    listeners.start(started, registry);
    gate.open(started);
    return readyLine((clock.monotonicNanos() - begunNanos) / 1e9);
  }

  /** Not before: a start that fails in the middle must find out again that this is a copy. */
  private void settle() {
    try {
      restored.settle();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private String readyLine(double seconds) {
    String host = configuration.host();
    return String.format(
        Locale.ROOT,
        "Millrace %s ready on http://%s:%d (data %s, durability %s, shards %d, recovered %d facts, %d of them from snapshots, in %.2f s)",
        Version.number(),
        host.contains(":") ? "[" + host + "]" : host,
        edge.port(),
        data.path(),
        durability(),
        configuration.shards(),
        watch.replayedFacts(),
        watch.restoredFacts(),
        seconds);
  }

  private String durability() {
    return configuration.durability().name().toLowerCase(Locale.ROOT);
  }

  private EdgeSettings edgeSettings() {
    EdgeSettings settings =
        EdgeSettings.of(configuration.host(), configuration.port(), durability())
            .withEventStreamsMax(configuration.eventStreams());
    return configuration.keeping().keepLog().map(settings::withKeepLog).orElse(settings);
  }

  private synchronized @Nullable Node running() {
    return node;
  }

  private List<CompletableFuture<Long>> snapshot() {
    Node running = running();
    return running == null
        ? List.of(CompletableFuture.failedFuture(new IllegalStateException("the node is starting")))
        : running.snapshot();
  }

  private List<LogReader> readers(int shard) {
    Node running = running();
    if (running == null) {
      return List.of(); // then no shard says its level either
    }
    try {
      List<LogReader> readers = new ArrayList<>(running.readers(shard));
      readers.addAll(listeners.readers());
      return readers;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private List<ShardStatus> statuses() {
    Node running = running();
    return running == null ? watch.whileReplaying() : running.statuses();
  }

  /**
   * Whoever forgets where the archive lies would go on without it, and followers would find a log
   * that begins in the middle.
   */
  private void checkNoHistoryIsLost() throws IOException {
    if (configuration.keeping().keepLog().isPresent()) {
      return;
    }
    for (DataDirectory.Shard shard : data.shards()) {
      long first = shard.inspector().firstSequence();
      if (first > 1) {
        throw Stop.wrongUse(
            "The log of shard %d begins with sequence %d, and what came before is not in %s: say with --archive where it lies. If it was deleted, start with --keep-log."
                .formatted(shard.number(), first, shard.archive()));
      }
    }
  }

  private static void make(Path directory, FileSystemDisk disk) {
    try {
      disk.createDirectories(directory.toString());
    } catch (IOException e) {
      throw Stop.environment(
          "The data directory " + directory + " is not there and cannot be made.", e);
    }
  }

  /** Takes no more, answers what was taken, forces the logs, frees the directory. */
  @Override
  public void close() throws IOException {
    Node running = running();
    listeners.endPushing();
    if (running != null) {
      running.endWaits(); // or the edge would wait for those who wait for tasks
    }
    listeners.endStreams();
    edge.close();
    if (limitsFile != null) {
      limitsFile.close();
    }
    listeners.close();
    running = running();
    if (running != null) {
      running.close();
    }
    logs.close();
    lock.close();
  }
}
