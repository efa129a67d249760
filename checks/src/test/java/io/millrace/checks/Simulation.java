package io.millrace.checks;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.Durability;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.LogId;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.LogWatch;
import io.millrace.journal.SpaceMarks;
import io.millrace.model.Request;
import io.millrace.node.Follower;
import io.millrace.node.IngressLimits;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.Shard;
import io.millrace.node.ShardStatus;
import io.millrace.testkit.PowerCut;
import io.millrace.testkit.SimulatedClock;
import io.millrace.testkit.SimulatedDisk;
import io.millrace.testkit.SplitMix;
import io.millrace.testkit.TaskQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * A whole shard on one thread: clock, disk and scheduling are simulated, and the seed decides what
 * moves next and what breaks. First anything may break and nothing may be lost; then everything is
 * healed and all must come to an end. The same seed gives the same run.
 */
final class Simulation {

  private static final long START_MILLIS = 1_800_000_000_000L;
  private static final Duration WALL_STEP_MAX = Duration.ofHours(26);

  /** Small, so that a run rolls over many segments. */
  private static final long SEGMENT_BYTES = 64 * 1_024;

  /**
   * A failed disk is looked at again after this; the shard stops at two failures within a minute.
   */
  private static final Duration BETWEEN_FAILURES = Duration.ofSeconds(61);

  /** A start replays a few hundred frames; whoever needs this many turns is stuck. */
  private static final int TURNS_MAX = 20_000;

  /** Some hundred timers fire in a few of them. */
  private static final int TURNS_AFTER_PASSING = 200;

  private final SplitMix chance;
  private final SimulatedDisk disk;
  private final SimulatedClock clock = new SimulatedClock(START_MILLIS);
  private final Auditor auditor;
  private final Shoppers shoppers;
  private TaskQueue sync = new TaskQueue();
  private TaskQueue spare = new TaskQueue();
  private Shard shard;
  private long logs;
  private int crashes;

  Simulation(long seed, int wishes) {
    this.chance = new SplitMix(seed);
    this.disk = new SimulatedDisk(chance.next());
    this.auditor = new Auditor();
    this.shoppers = new Shoppers(new SplitMix(chance.next()), wishes, auditor);
    this.shard = boot();
  }

  SimulatedDisk disk() {
    return disk;
  }

  Auditor auditor() {
    return auditor;
  }

  int crashes() {
    return crashes;
  }

  /** Anything may break. */
  void breakThings(int turns) {
    for (int i = 0; i < turns; i++) {
      try {
        turn();
        if (chance.below(400) == 0) {
          fault();
        }
      } catch (PowerCut cut) {
        reboot();
      }
    }
  }

  /** Nothing breaks any more; everyone gets an answer. */
  void heal(int turnsMax) {
    reboot();
    clock.setWallMillis(auditor.lastDecidedMillis() + 1);
    for (int i = 0; i < turnsMax && !shoppers.content(); i++) {
      turn();
    }
  }

  /** Log time goes on, and whatever is due by then has fired. */
  void pass(long millis) {
    clock.passMillis(millis);
    for (int i = 0; i < TURNS_AFTER_PASSING; i++) {
      turnWithoutShoppers();
    }
  }

  CompletableFuture<Reply> ask(Request request) {
    CompletableFuture<Reply> reply = shard.submit(request);
    turnUntil(reply::isDone);
    return reply;
  }

  void restart() {
    reboot();
    turnUntil(() -> shard.status().phase() == ShardStatus.Phase.SERVING);
  }

  private void turnUntil(BooleanSupplier done) {
    for (int i = 0; i < TURNS_MAX && !done.getAsBoolean(); i++) {
      turnWithoutShoppers();
    }
    if (!done.getAsBoolean()) {
      throw new AssertionError("no end in sight: " + shard.status());
    }
  }

  private void turn() {
    if (chance.below(4) == 0) {
      shoppers.act(shard);
    } else {
      turnWithoutShoppers();
    }
    shoppers.listen();
  }

  private void turnWithoutShoppers() {
    switch (chance.below(8)) {
      case 0, 1, 2 -> shard.step();
      case 3, 4, 5 -> sync.runOne();
      case 6 -> spare.runOne();
      default -> clock.passMillis(chance.below(5));
    }
    if (shard.status().phase() == ShardStatus.Phase.STOPPED) {
      clock.passMillis(BETWEEN_FAILURES.toMillis());
      reboot();
    }
  }

  private void fault() {
    switch (chance.below(7)) {
      case 0 -> disk.failNextForce();
      case 1 -> disk.failNextWrite();
      case 2 -> disk.crashAtOperation(1 + chance.below(10));
      case 3 -> {
        disk.restorePower();
        reboot();
      }
      case 4 -> killProcess();
      case 5 -> clock.passMillis(BETWEEN_FAILURES.toMillis());
      default ->
          clock.setWallMillis(
              clock.wallMillis()
                  + chance.below(2 * (int) WALL_STEP_MAX.toMillis())
                  - WALL_STEP_MAX.toMillis());
    }
  }

  private void killProcess() {
    disk.restartProcess();
    begin();
  }

  private void reboot() {
    disk.restorePower();
    begin();
  }

  private void begin() {
    crashes++;
    shoppers.loseConnections();
    sync = new TaskQueue();
    spare = new TaskQueue();
    shard = boot();
  }

  private Shard boot() {
    NodeSettings settings =
        new NodeSettings(
            1, NodeSettings.MAX_STOP_DEFAULT, true, EngineLimits.DEFAULT, IngressLimits.DEFAULT);
    LogThreads threads = new LogThreads(task -> sync.execute(task), task -> spare.execute(task));
    FileLogSettings log =
        new FileLogSettings(
            new LogPlace(disk, "shard-000", 0),
            () -> new LogId(42, ++logs),
            SEGMENT_BYTES,
            Durability.FSYNC,
            threads,
            LogWatch.NONE,
            SpaceMarks.DEFAULT);
    List<Follower> followers = List.of(auditor.follower());
    auditor.newFollower();
    return new Shard(
        0,
        settings,
        () -> new Engine(0, EngineLimits.DEFAULT),
        any -> FileLog.open(log),
        clock,
        followers,
        NodeWatch.NONE,
        () -> {});
  }
}
