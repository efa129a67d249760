package io.millrace.checks;

import io.millrace.model.Request;
import io.millrace.node.Reply;
import io.millrace.node.ShardStatus;
import io.millrace.testkit.PowerCut;
import io.millrace.testkit.SimulatedClock;
import io.millrace.testkit.SimulatedDisk;
import io.millrace.testkit.SplitMix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * A whole node on one thread, with all its shards: clock, disk and scheduling are simulated, and
 * the seed decides what moves next and what breaks. First anything may break and nothing may be
 * lost; then everything is healed and all must come to an end. The same seed gives the same run.
 */
final class Simulation {

  private static final long START_MILLIS = 1_800_000_000_000L;
  private static final Duration WALL_STEP_MAX = Duration.ofHours(26);

  /**
   * A failed disk is looked at again after this; the shard stops at two failures within a minute.
   */
  private static final Duration BETWEEN_FAILURES = Duration.ofSeconds(61);

  /** A start replays a few hundred frames; a shard that needs this many turns is stuck. */
  private static final int TURNS_MAX = 20_000;

  /** Some hundred timers fire in a few of them. */
  private static final int TURNS_AFTER_PASSING = 200;

  private final SplitMix chance;
  private final SimulatedDisk disk;
  private final SimulatedClock clock = new SimulatedClock(START_MILLIS);
  private final List<SimulatedShard> shards = new ArrayList<>();
  private int crashes;

  /**
   * A node that begins on an empty disk.
   *
   * @param wishes what each shard's shoppers want in all
   */
  Simulation(long seed, int shardCount, int wishes) {
    this.chance = new SplitMix(seed);
    this.disk = new SimulatedDisk(chance.next());
    for (int i = 0; i < shardCount; i++) {
      shards.add(new SimulatedShard(i, shardCount, disk, clock, chance.next(), wishes));
    }
  }

  SimulatedDisk disk() {
    return disk;
  }

  List<SimulatedShard> shards() {
    return shards;
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
    long lastMillis =
        shards.stream().mapToLong(one -> one.auditor().lastDecidedMillis()).max().orElseThrow();
    clock.setWallMillis(lastMillis + 1);
    for (int i = 0; i < turnsMax && !shards.stream().allMatch(SimulatedShard::content); i++) {
      turn();
    }
  }

  /** Log time goes on, and whatever is due by then has fired. */
  void pass(long millis) {
    clock.passMillis(millis);
    for (int i = 0; i < TURNS_AFTER_PASSING * shards.size(); i++) {
      turnWithoutShoppers(someShard());
    }
  }

  CompletableFuture<Reply> ask(SimulatedShard shard, Request request) {
    CompletableFuture<Reply> reply = shard.submit(request);
    turnUntil(reply::isDone);
    return reply;
  }

  void restart() {
    reboot();
    turnUntil(
        () -> shards.stream().allMatch(one -> one.status().phase() == ShardStatus.Phase.SERVING));
  }

  private void turnUntil(BooleanSupplier done) {
    for (int i = 0; i < TURNS_MAX * shards.size() && !done.getAsBoolean(); i++) {
      turnWithoutShoppers(someShard());
    }
    if (!done.getAsBoolean()) {
      throw new AssertionError(
          "no end in sight: " + shards.stream().map(SimulatedShard::status).toList());
    }
  }

  private SimulatedShard someShard() {
    return shards.get(chance.below(shards.size()));
  }

  private void turn() {
    SimulatedShard shard = someShard();
    if (chance.below(4) == 0) {
      shard.ask();
    } else {
      turnWithoutShoppers(shard);
    }
    shard.listen();
  }

  private void turnWithoutShoppers(SimulatedShard shard) {
    switch (chance.below(11)) {
      case 0, 1, 2 -> shard.decide();
      case 3, 4, 5 -> shard.force();
      case 6 -> shard.makeSpare();
      case 7 -> clock.passMillis(chance.below(5));
      default -> shard.keep();
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
      case 3 -> reboot();
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
    shards.forEach(SimulatedShard::begin);
  }
}
