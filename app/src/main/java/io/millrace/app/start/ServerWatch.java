package io.millrace.app.start;

import io.millrace.app.Failures;
import io.millrace.node.Clock;
import io.millrace.node.NodeWatch;
import io.millrace.node.ShardStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** Tells an operator what the writers tell: warnings at once, progress of a replay now and then. */
final class ServerWatch implements NodeWatch {

  private static final System.Logger LOG = System.getLogger(ServerWatch.class.getName());

  /** Often enough to see that it goes on, seldom enough to read. */
  private static final Duration PROGRESS_PERIOD = Duration.ofSeconds(2);

  private final NodeMeters meters;
  private final Clock clock;
  private final ShardLogs logs;
  private final AtomicLongArray replayed;
  private final AtomicLongArray restored;
  private final AtomicLongArray toldNanos;

  ServerWatch(NodeMeters meters, ShardLogs logs, Clock clock, int shards) {
    this.meters = meters;
    this.clock = clock;
    this.logs = logs;
    this.replayed = new AtomicLongArray(shards);
    this.restored = new AtomicLongArray(shards);
    this.toldNanos = new AtomicLongArray(shards);
    for (int shard = 0; shard < shards; shard++) {
      toldNanos.set(shard, clock.monotonicNanos());
    }
  }

  @Override
  public void appended(int shard, int facts, int bytes, int answers, long nanos) {
    meters.appended(facts, bytes, answers, nanos);
  }

  @Override
  public void replayed(int shard, long sequence, boolean done) {
    replayed.set(shard, sequence);
    long now = clock.monotonicNanos();
    if (sequence > 0 && now - toldNanos.get(shard) >= PROGRESS_PERIOD.toNanos()) {
      toldNanos.set(shard, now);
      LOG.log(
          System.Logger.Level.INFO,
          "shard {0}: replayed {1} facts{2}",
          Integer.toString(shard),
          Long.toString(sequence),
          done ? ", all of them" : " …");
    }
  }

  @Override
  public void restored(int shard, long sequence, long bytes) {
    restored.set(shard, sequence);
    logs.newestSnapshot(shard, bytes);
    if (sequence > 0) {
      LOG.log(
          System.Logger.Level.INFO,
          "shard {0}: begins with the snapshot of sequence {1}",
          Integer.toString(shard),
          Long.toString(sequence));
    }
  }

  @Override
  public void snapshotMade(int shard, long sequence, long bytes) {
    logs.newestSnapshot(shard, bytes);
    LOG.log(
        System.Logger.Level.INFO,
        "shard {0}: snapshot of sequence {1}, {2} KiB",
        Integer.toString(shard),
        Long.toString(sequence),
        Long.toString(bytes >> 10));
  }

  @Override
  public void dropped(int shard, long firstSequence) {
    LOG.log(
        System.Logger.Level.INFO,
        "shard {0}: facts older than --keep-log were deleted; the log begins with sequence {1}",
        Integer.toString(shard),
        Long.toString(firstSequence));
  }

  @Override
  public void roomChanged(int shard, ShardStatus.Disk disk) {
    String number = Integer.toString(shard);
    switch (disk.room()) {
      case PLENTY ->
          LOG.log(System.Logger.Level.INFO, "shard {0}: the disk has room again", number);
      case LOW ->
          LOG.log(
              System.Logger.Level.WARNING,
              "shard {0}: the disk is nearly full, {1} MiB are left: what begins work is refused",
              number,
              Long.toString(disk.usableBytes() >> 20));
      case FULL ->
          LOG.log(
              System.Logger.Level.ERROR,
              "shard {0}: the disk is full: nothing is written, reads go on",
              number);
    }
  }

  @Override
  public void warned(int shard, String message) {
    LOG.log(System.Logger.Level.WARNING, "shard " + shard + ": " + message);
  }

  @Override
  public void failed(int shard, String message, Throwable cause) {
    // A stack trace is for what nobody foresaw; of the rest the sentence says it all.
    if (Failures.statusOf(cause).isPresent()) {
      LOG.log(System.Logger.Level.ERROR, "shard " + shard + ": " + message);
    } else {
      LOG.log(System.Logger.Level.ERROR, "shard " + shard + ": " + message, cause);
    }
  }

  /** Facts that were in the logs when the node started. */
  long replayedFacts() {
    return IntStream.range(0, replayed.length()).mapToLong(replayed::get).sum();
  }

  /** How many of them were in snapshots. */
  long restoredFacts() {
    return IntStream.range(0, restored.length()).mapToLong(restored::get).sum();
  }

  /** How the shards are while there is no node yet that could say so. */
  List<ShardStatus> whileReplaying() {
    return IntStream.range(0, replayed.length())
        .mapToObj(shard ->
            new ShardStatus(
                shard,
                ShardStatus.Phase.REPLAYING,
                "",
                replayed.get(shard),
                0,
                ShardStatus.Disk.UNKNOWN,
                0,
                0))
        .toList();
  }
}
