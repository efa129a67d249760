package io.millrace.edge;

import io.millrace.engine.EngineLimits;
import io.millrace.journal.LogId;
import io.millrace.model.Request;
import io.millrace.model.refusal.Code;
import io.millrace.node.Clock;
import io.millrace.node.Follower;
import io.millrace.node.Gate;
import io.millrace.node.IngressLimits;
import io.millrace.node.LogReader;
import io.millrace.node.Node;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.ShardStatus;
import io.millrace.testkit.MemoryLog;
import io.millrace.testkit.MemoryLogStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A real node over logs in memory. Its clocks stand still unless a test moves them; and it can be
 * told to fail every request, as a node does whose disk is gone.
 */
final class TestNode implements Gate, AutoCloseable {
  private static final long START_MILLIS = 1_795_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int REMEMBERED_KEYS_MAX = 10_000;

  private final AtomicLong passedMillis = new AtomicLong();
  private final AtomicLong wallAheadMillis = new AtomicLong();
  private final ExecutorService disk = Executors.newSingleThreadExecutor();
  private final Node node;
  private volatile @Nullable Code failing;

  TestNode(int shards, Follower... followers) {
    Clock clock =
        new Clock() {
          @Override
          public long wallMillis() {
            return nowMillis() + wallAheadMillis.get();
          }

          @Override
          public long monotonicNanos() {
            return passedMillis.get() * NANOS_PER_MILLI;
          }
        };
    node =
        Node.start(
            new NodeSettings(
                shards,
                NodeSettings.MAX_STOP_DEFAULT,
                false,
                new EngineLimits(REMEMBERED_KEYS_MAX, REMEMBERED_KEYS_MAX / 10),
                IngressLimits.DEFAULT),
            shard -> MemoryLog.open(new MemoryLogStore(new LogId(1, shard), shard), disk),
            clock,
            List.of(followers),
            NodeWatch.NONE);
  }

  /** The node itself, for those who follow its logs. */
  Node node() {
    return node;
  }

  @Override
  public CompletableFuture<Reply> submit(Request request) {
    Reply failed = failed();
    return failed == null ? node.submit(request) : CompletableFuture.completedFuture(failed);
  }

  @Override
  public CompletableFuture<Reply> submit(int shard, Request request) {
    Reply failed = failed();
    return failed == null ? node.submit(shard, request) : CompletableFuture.completedFuture(failed);
  }

  private @Nullable Reply failed() {
    Code code = failing;
    return code == null ? null : new Reply.Failed(code, "as the test wants it");
  }

  @Override
  public int shards() {
    return node.shards();
  }

  List<LogReader> readers(int shard) {
    try {
      return node.readers(shard);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<ShardStatus> status() {
    boolean replaying = failing == Code.NOT_READY;
    return node.statuses().stream().map(real -> replaying ? replaying(real) : real).toList();
  }

  private static ShardStatus replaying(ShardStatus real) {
    return new ShardStatus(
        real.shard(),
        ShardStatus.Phase.REPLAYING,
        "at the start",
        real.durableSequence(),
        real.logTimeMillis(),
        real.disk(),
        real.overdueTimers(),
        real.stuckOrders());
  }

  long nowMillis() {
    return START_MILLIS + passedMillis.get();
  }

  void pass(long millis) {
    passedMillis.addAndGet(millis);
  }

  /** Somebody sets the machine's clock, while time goes on as before. */
  void setWallAhead(long millis) {
    wallAheadMillis.set(millis);
  }

  /** From now on every request fails like this, or none if null. */
  void failWith(@Nullable Code code) {
    failing = code;
  }

  @Override
  public void close() {
    node.close();
    disk.close();
  }
}
