package io.millrace.node;

import io.millrace.engine.Engine;
import io.millrace.journal.Log;
import io.millrace.journal.SnapshotMark;
import io.millrace.journal.Snapshots;
import io.millrace.model.Level;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.SlotTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All shards of a process, each on a thread of its own. */
public final class Node implements Gate, AutoCloseable {

  private final SlotTable slots;
  private final NodeSettings settings;
  private final LogSource logs;
  private final List<Follower> followers;
  private final List<ShardThread> threads = new ArrayList<>();
  private final Map<Integer, KeeperThread> keepers = new TreeMap<>();

  private Node(NodeSettings settings, LogSource logs, List<Follower> followers) {
    this.slots = SlotTable.dealt(settings.shards());
    this.settings = settings;
    this.logs = logs;
    this.followers = List.copyOf(followers);
  }

  /**
   * Opens and replays all shards and returns when they serve. The first shard goes first: it knows
   * whether the data was made for this number of shards before any other is created.
   *
   * @throws StartRefused if the node must not start like this
   * @throws io.millrace.journal.LogException if a log cannot be opened
   */
  public static Node start(
      NodeSettings settings,
      LogSource logs,
      Clock clock,
      List<Follower> followers,
      NodeWatch watch) {
    Node node = new Node(settings, logs, followers);
    try {
      node.add(0, clock, watch).join();
      List<CompletableFuture<Void>> others =
          IntStream.range(1, settings.shards())
              .mapToObj(shard -> node.add(shard, clock, watch))
              .toList();
      others.forEach(CompletableFuture::join);
      node.keep(clock, watch);
      return node;
    } catch (CompletionException e) {
      node.close();
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private CompletableFuture<Void> add(int shard, Clock clock, NodeWatch watch) {
    ShardThread thread =
        ShardThread.start(
            shard,
            wake ->
                new Shard(
                    shard, settings, () -> newEngine(shard), logs, clock, followers, watch, wake));
    threads.add(thread);
    return thread.shard().ready();
  }

  private Engine newEngine(int shard) {
    return new Engine(shard, settings.engineLimits(), settings.levelKnown());
  }

  /** Snapshots begin when all shards serve: a start has better things to do. */
  private void keep(Clock clock, NodeWatch watch) {
    for (int shard = 0; shard < threads.size(); shard++) {
      Snapshots snapshots = logs.snapshots(shard);
      if (snapshots != null) {
        int number = shard;
        Checkpointer.Shape shape =
            new Checkpointer.Shape(
                number,
                settings.shards(),
                Checkpointer.TAIL_FACTS_MIN,
                Checkpointer.STOP_FACTS_MIN,
                snapshots,
                () -> newEngine(number),
                threads.get(number).shard()::servedLog,
                logs.keepLog());
        KeeperThread keeper = new KeeperThread(number, new Checkpointer(shape, clock, watch));
        keepers.put(number, keeper);
        keeper.start();
      }
    }
  }

  /**
   * Asks each shard for a snapshot. The futures complete with their sequences once they have been
   * read back, or with why there is none.
   */
  public List<CompletableFuture<Long>> snapshot() {
    List<CompletableFuture<Long>> asked = new ArrayList<>();
    for (KeeperThread keeper : keepers.values()) {
      asked.add(keeper.checkpointer().ask());
      keeper.wake();
    }
    return asked;
  }

  /**
   * Whoever reads a shard's log: its writer, its checkpointer, starts that begin with one of its
   * snapshots, and followers.
   */
  public List<LogReader> readers(int shard) throws IOException {
    int known = settings.levelKnown();
    List<LogReader> readers = new ArrayList<>();
    readers.add(new LogReader("writer", known));
    if (keepers.containsKey(shard)) {
      readers.add(new LogReader("checkpointer", known));
    }
    Snapshots snapshots = logs.snapshots(shard);
    if (snapshots != null) {
      for (SnapshotMark mark : snapshots.marks()) {
        readers.add(
            new LogReader(
                "a start from the snapshot of sequence " + mark.sequence(),
                Math.min(known, mark.level() + Level.SNAPSHOTS_BACK)));
      }
    }
    followers.forEach(follower -> readers.add(follower.reader(known)));
    return readers;
  }

  @Override
  public CompletableFuture<Reply> submit(Request request) {
    return submit(slots.shardOf(request.shop()), request);
  }

  @Override
  public CompletableFuture<Reply> submit(int shard, Request request) {
    return threads.get(shard).shard().submit(request);
  }

  @Override
  public int shards() {
    return threads.size();
  }

  public int shardOf(ShopId shop) {
    return slots.shardOf(shop);
  }

  public List<ShardStatus> statuses() {
    List<ShardStatus> statuses = new ArrayList<>();
    for (int shard = 0; shard < threads.size(); shard++) {
      ShardStatus status = threads.get(shard).shard().status();
      KeeperThread keeper = keepers.get(shard);
      statuses.add(keeper == null ? status : status.with(keeper.checkpointer().trouble()));
    }
    return statuses;
  }

  /** A shard's log, of which whatever is durable can be read; null before the shard serves. */
  public @Nullable Log servedLog(int shard) {
    return threads.get(shard).shard().servedLog();
  }

  /** Whether requests wait to be decided, in any shard. */
  public boolean hasWaiting() {
    for (int shard = 0; shard < threads.size(); shard++) {
      for (Lane lane : Lane.values()) {
        if (waiting(shard, lane) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** How many requests wait in a lane of a shard. */
  public int waiting(int shard, Lane lane) {
    return threads.get(shard).shard().waiting(lane);
  }

  /** Nobody waits for tasks any more: before a stop. */
  public void endWaits() {
    threads.forEach(thread -> thread.shard().endWaits());
  }

  /** Takes nothing new, answers what was taken, makes it durable, keeps a snapshot, and ends. */
  @Override
  public void close() {
    threads.forEach(thread -> thread.shard().askToStop());
    threads.forEach(ShardThread::join);
    keepers.values().forEach(KeeperThread::stop);
  }
}
