package io.millrace.checks;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.Log;
import io.millrace.journal.LogId;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.LogWatch;
import io.millrace.model.Request;
import io.millrace.node.Follower;
import io.millrace.node.IngressLimits;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.Shard;
import io.millrace.node.ShardStatus;
import io.millrace.testkit.SimulatedClock;
import io.millrace.testkit.SimulatedDisk;
import io.millrace.testkit.TaskQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A shard on a simulated disk and clock, moved by hand. */
final class SteppedShard {

  private static final long START_MILLIS = 1_800_000_000_000L;
  static final long SEGMENT_BYTES = 1_024 * 1_024;

  private final Supplier<Engine> engines;
  private final NodeSettings settings;
  private final List<Follower> followers;
  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final SimulatedClock clock = new SimulatedClock(START_MILLIS);
  private final FrameCount frames = new FrameCount();
  private TaskQueue sync = new TaskQueue();
  private TaskQueue spare = new TaskQueue();
  private @Nullable LogId original;
  private Shard shard;

  SteppedShard() {
    this(() -> new Engine(0, EngineLimits.DEFAULT));
  }

  SteppedShard(Supplier<Engine> engines) {
    this(engines, usual(false), List.of());
  }

  SteppedShard(Supplier<Engine> engines, NodeSettings settings) {
    this(engines, settings, List.of());
  }

  /** With a follower that is told of each frame again after a restart. */
  SteppedShard(Follower follower) {
    this(() -> new Engine(0, EngineLimits.DEFAULT), usual(true), List.of(follower));
  }

  private static NodeSettings usual(boolean acceptClock) {
    return new NodeSettings(
        1, NodeSettings.MAX_STOP_DEFAULT, acceptClock, EngineLimits.DEFAULT, IngressLimits.DEFAULT);
  }

  SteppedShard(Supplier<Engine> engines, NodeSettings settings, List<Follower> followers) {
    this.engines = engines;
    this.settings = settings;
    this.followers = followers;
    this.shard = boot();
  }

  private Shard boot() {
    LogThreads threads = new LogThreads(task -> sync.execute(task), task -> spare.execute(task));
    FileLogSettings log =
        FileLogSettings.of(
                new LogPlace(disk, "shard-000", 0),
                () -> original == null ? new LogId(42, 43) : new LogId(44, 45),
                threads)
            .withSegmentBytes(SEGMENT_BYTES)
            .withRestoredFrom(original)
            .withWatch(new LogWatch(opening -> {}, clock::monotonicNanos));
    return new Shard(
        0, settings, engines, any -> FileLog.open(log), clock, followers, frames, () -> {});
  }

  SimulatedDisk disk() {
    return disk;
  }

  SimulatedClock clock() {
    return clock;
  }

  ShardStatus status() {
    return shard.status();
  }

  @Nullable Log servedLog() {
    return shard.servedLog();
  }

  CompletableFuture<Void> ready() {
    return shard.ready();
  }

  ShardStatus.Phase phase() {
    return shard.status().phase();
  }

  /** Frames that became durable. */
  long frames() {
    return frames.count;
  }

  CompletableFuture<Reply> submit(Request request) {
    return shard.submit(request);
  }

  void endWaits() {
    shard.endWaits();
  }

  void askToStop() {
    shard.askToStop();
  }

  boolean ended() {
    return shard.ended();
  }

  /** How long a shell would let the shard sleep. */
  long restNanos() {
    return shard.restNanos();
  }

  void stepOnce() {
    shard.step();
  }

  /** Until the shard has nothing to do without the disk. */
  void stepAll() {
    while (shard.step()) {
      // each turn does some of it
    }
  }

  void runDisk() {
    spare.runAll();
    sync.runAll();
  }

  /** The frame on its way meets a force that fails. */
  void failForce() {
    spare.runAll();
    disk.failNextForce();
    sync.runAll();
  }

  /** Until neither shard nor disk has anything to do. */
  void settle() {
    do {
      stepAll();
      spare.runAll();
    } while (sync.runOne());
    stepAll();
  }

  /** The power goes and comes back. */
  void losePower() {
    disk.restorePower();
    restart();
  }

  /** The process ends without a word and begins again. */
  void restart() {
    begin();
    settle();
  }

  /** What the disk has is the copy of a backup, and has a log of its own from here on. */
  void restartAsCopy() {
    original = Objects.requireNonNull(servedLog()).id();
    restart();
  }

  /** A restart of which nothing has been done yet. */
  void begin() {
    disk.restartProcess();
    sync = new TaskQueue();
    spare = new TaskQueue();
    shard = boot();
  }

  /** What went wrong, in the words of the watch. */
  List<String> failures() {
    return frames.failures;
  }

  private static final class FrameCount implements NodeWatch {
    final List<String> failures = new ArrayList<>();

    long count;

    @Override
    public void appended(int shard, int facts, int bytes, int answers, long nanos) {
      count++;
    }

    @Override
    public void failed(int shard, String message, Throwable cause) {
      failures.add(message);
    }
  }
}
