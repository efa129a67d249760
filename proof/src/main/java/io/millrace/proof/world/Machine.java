package io.millrace.proof.world;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.Disk;
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
import io.millrace.node.Checkpointer;
import io.millrace.node.Clock;
import io.millrace.node.IngressLimits;
import io.millrace.node.LogSource;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Shard;
import io.millrace.node.ShardStatus;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.audit.Promise;
import io.millrace.testkit.PowerCut;
import io.millrace.testkit.SimulatedClock;
import io.millrace.testkit.SimulatedDisk;
import io.millrace.testkit.TaskQueue;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The simulated machine, and the process that runs the node on it, moved step by step. */
final class Machine {
  static final String LOG = "shard-000";
  static final String ARCHIVE = LOG + "/archive";
  static final String SNAPSHOTS = "snapshots-000";

  /** As small as the largest frame of a run allows, so that a run fills several. */
  static final long SEGMENT_BYTES = 512 << 10;

  /** A start replays some hundred frames; a node that needs more than that hangs. */
  static final int STEPS_TO_SERVE_MAX = 3_000;

  private static final long START_MILLIS = 1_800_000_000_000L;

  /** Snapshots so often that crashes meet each step of making one. */
  private static final long TAIL_FACTS = 1_500;

  private static final long RESERVE_BYTES = 64 << 10;
  private static final IngressLimits LANES = new IngressLimits(500, 400);

  private final Parts parts;
  private final Runnable restored;
  private final SimulatedDisk bareDisk;
  private final Disk disk;
  private final SimulatedClock bareClock = new SimulatedClock(START_MILLIS);
  private final Clock clock;
  private TaskQueue sync = new TaskQueue();
  private TaskQueue spare = new TaskQueue();
  private Shard shard;
  private Checkpointer keeper;
  private FollowerAudit follower;
  private @Nullable Trouble trouble;

  /** What the node told its watch of. */
  record Trouble(String message, Throwable cause) {}

  private final NodeWatch watch =
      new NodeWatch() {
        @Override
        public void restored(int any, long sequence, long bytes) {
          if (sequence > 0) {
            restored.run();
          }
        }

        @Override
        public void failed(int any, String message, Throwable cause) {
          trouble = new Trouble(message, cause);
        }
      };

  /**
   * A machine that is switched on for the first time.
   *
   * @param restored told of each start that begins with a snapshot
   */
  Machine(Parts parts, long seed, Runnable restored) {
    this.parts = parts;
    this.restored = restored;
    this.bareDisk = new SimulatedDisk(seed);
    this.disk = parts.disk(bareDisk);
    this.clock = parts.clock(bareClock);
    this.follower = new FollowerAudit(0);
    this.shard = boot();
    this.keeper = newKeeper();
  }

  SimulatedDisk disk() {
    return bareDisk;
  }

  SimulatedClock clock() {
    return bareClock;
  }

  long nowMillis() {
    return bareClock.monotonicNanos() / 1_000_000;
  }

  Shard shard() {
    return shard;
  }

  private Checkpointer newKeeper() {
    return new Checkpointer(
        new Checkpointer.Shape(
            0, 1, TAIL_FACTS, TAIL_FACTS, snapshotsOnDisk(), this::engine, shard::servedLog, null),
        clock,
        watch);
  }

  ShardStatus.Phase phase() {
    return shard.status().phase();
  }

  boolean isServing() {
    return phase() == ShardStatus.Phase.SERVING;
  }

  FollowerAudit follower() {
    return follower;
  }

  /** The last thing that went wrong, once. */
  @Nullable Trouble takeTrouble() {
    Trouble taken = trouble;
    trouble = null;
    return taken;
  }

  /** A fault of the program that nothing catches would end the process. */
  void step() {
    try {
      shard.step();
    } catch (PowerCut cut) {
      throw cut;
    } catch (RuntimeException e) {
      throw new BrokenPromise(Promise.SERVES_AGAIN, "the process ends: " + e);
    }
  }

  void keep() {
    keeper.step();
  }

  boolean keeperHasHalted() {
    return keeper.halted();
  }

  /** Whatever the disk has been asked to do. */
  void work() {
    sync.runAll();
  }

  void makeSpare() {
    spare.runOne();
  }

  /** A process begins, on whatever the disk has. */
  void begin(long knownFacts) {
    sync = new TaskQueue();
    spare = new TaskQueue();
    follower = new FollowerAudit(knownFacts);
    trouble = null;
    shard = boot();
    keeper = newKeeper();
  }

  private Shard boot() {
    TaskQueue ownSync = sync;
    TaskQueue ownSpare = spare;
    FileLogSettings settings =
        new FileLogSettings(
            new LogPlace(disk, LOG, 0),
            () -> new LogId(42, 43),
            SEGMENT_BYTES,
            Durability.FSYNC,
            new LogThreads(ownSync, ownSpare),
            new LogWatch(_ -> {}, bareClock::monotonicNanos),
            new SpaceMarks(RESERVE_BYTES, () -> 0),
            null);
    return new Shard(
        0,
        new NodeSettings(1, NodeSettings.MAX_STOP_DEFAULT, true, EngineLimits.DEFAULT, LANES),
        this::engine,
        new LogSource() {
          @Override
          public Log open(int any) throws IOException {
            return parts.log(FileLog.open(settings), bareClock);
          }

          @Override
          public Snapshots snapshots(int any) {
            return snapshotsOnDisk();
          }
        },
        clock,
        List.of(follower),
        watch,
        () -> {});
  }

  Engine engine() {
    return parts.engine(0);
  }

  Snapshots snapshotsOnDisk() {
    return new Snapshots(disk, SNAPSHOTS, 0);
  }
}
