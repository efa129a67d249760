package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.Durability;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.Log;
import io.millrace.journal.LogId;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.LogWatch;
import io.millrace.journal.Snapshots;
import io.millrace.journal.SpaceMarks;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.SlotTable;
import io.millrace.node.Checkpointer;
import io.millrace.node.IngressLimits;
import io.millrace.node.LogSource;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.Shard;
import io.millrace.node.ShardStatus;
import io.millrace.testkit.SimulatedClock;
import io.millrace.testkit.SimulatedDisk;
import io.millrace.testkit.SplitMix;
import io.millrace.testkit.TaskQueue;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * One shard of a simulated node, with its place on the disk, a shop that lives in it, its crowd and
 * who audits them. Moved by {@link Simulation}, which lends it disk and clock.
 */
final class SimulatedShard {

  /** Small, so that a run rolls over many segments. */
  private static final long SEGMENT_BYTES = 64 * 1_024;

  /** Snapshots so often that crashes meet each step of making one. */
  private static final long TAIL_FACTS = 30;

  private final int number;
  private final int shards;
  private final SimulatedDisk disk;
  private final SimulatedClock clock;
  private final ShopId shop;
  private final Auditor auditor = new Auditor();
  private final Shoppers shoppers;
  private TaskQueue sync = new TaskQueue();
  private TaskQueue spare = new TaskQueue();
  private final NodeWatch watch =
      new NodeWatch() {
        @Override
        public void snapshotMade(int any, long sequence, long bytes) {
          snapshotsMade++;
        }
      };

  private Shard shard;
  private Checkpointer checkpointer;
  private int snapshotsMade;
  private long logs;

  SimulatedShard(
      int number, int shards, SimulatedDisk disk, SimulatedClock clock, long seed, int wishes) {
    this.number = number;
    this.shards = shards;
    this.disk = disk;
    this.clock = clock;
    this.shop = shopIn(number, shards);
    this.shoppers = new Shoppers(shop, new SplitMix(seed), wishes, auditor);
    this.shard = boot();
    this.checkpointer = keeper(shard);
  }

  /** The first of some names that lives there, as the node's own table says. */
  private static ShopId shopIn(int number, int shards) {
    SlotTable slots = SlotTable.dealt(shards);
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> new ShopId("mill-" + i))
        .filter(shop -> slots.shardOf(shop) == number)
        .findFirst()
        .orElseThrow();
  }

  ShopId shop() {
    return shop;
  }

  Auditor auditor() {
    return auditor;
  }

  ShardStatus status() {
    return shard.status();
  }

  boolean content() {
    return shoppers.content();
  }

  CompletableFuture<Reply> submit(Request request) {
    return shard.submit(request);
  }

  /** One of the crowd asks for something. */
  void ask() {
    shoppers.act(shard);
  }

  /** The crowd takes what answers have come. */
  void listen() {
    shoppers.listen();
  }

  void decide() {
    shard.step();
  }

  void force() {
    sync.runOne();
  }

  void makeSpare() {
    spare.runOne();
  }

  /** The checkpointer does something. */
  void keep() {
    checkpointer.step();
    assertThat(checkpointer.halted()).as("the checkpointer's state is the writer's").isFalse();
  }

  int snapshotsMade() {
    return snapshotsMade;
  }

  /** The process has ended; another begins with what is on the disk. */
  void begin() {
    shoppers.loseConnections();
    sync = new TaskQueue();
    spare = new TaskQueue();
    shard = boot();
    checkpointer = keeper(shard);
  }

  /** As the node has it, but with a short tail, so that a run makes many snapshots. */
  private Checkpointer keeper(Shard kept) {
    return new Checkpointer(
        new Checkpointer.Shape(
            number,
            shards,
            TAIL_FACTS,
            TAIL_FACTS,
            snapshots(),
            this::newEngine,
            kept::servedLog,
            null),
        clock,
        watch);
  }

  private Snapshots snapshots() {
    return new Snapshots(disk, "snapshots-%03d".formatted(number), number);
  }

  private Engine newEngine() {
    return new Engine(number, EngineLimits.DEFAULT);
  }

  private Shard boot() {
    NodeSettings settings =
        new NodeSettings(
            shards,
            NodeSettings.MAX_STOP_DEFAULT,
            true,
            EngineLimits.DEFAULT,
            IngressLimits.DEFAULT);
    LogThreads threads = new LogThreads(task -> sync.execute(task), task -> spare.execute(task));
    FileLogSettings log =
        new FileLogSettings(
            new LogPlace(disk, "shard-%03d".formatted(number), number),
            () -> new LogId(42 + number, ++logs),
            SEGMENT_BYTES,
            Durability.FSYNC,
            threads,
            LogWatch.NONE,
            SpaceMarks.DEFAULT,
            null);
    auditor.newFollower();
    return new Shard(
        number,
        settings,
        this::newEngine,
        new LogSource() {
          @Override
          public Log open(int any) throws IOException {
            return FileLog.open(log);
          }

          @Override
          public Snapshots snapshots(int any) {
            return SimulatedShard.this.snapshots();
          }
        },
        clock,
        List.of(auditor.follower()),
        watch,
        () -> {});
  }
}
