package io.millrace.edge;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.SlotTable;
import io.millrace.model.refusal.Code;
import io.millrace.node.DurableFrame;
import io.millrace.node.Follower;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import io.millrace.node.ShardStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A node without a log: the real engines behind one lock. Every answer is durable at once, because
 * nothing here ever is. Time stands still unless a test moves it.
 */
final class EngineGate implements Gate {
  private final List<Engine> engines = new ArrayList<>();
  private final long[] sequences;
  private final SlotTable slots;
  private final Follower follower;
  private final Map<ShopId, Long> positions = new HashMap<>();
  private long nowMillis = 1_795_000_000_000L;
  private @Nullable Code failing;

  EngineGate(int shards, Follower follower) {
    this.follower = follower;
    this.slots = SlotTable.dealt(shards);
    this.sequences = new long[shards];
    for (int shard = 0; shard < shards; shard++) {
      engines.add(new Engine(shard, new EngineLimits(10_000, 100)));
    }
  }

  @Override
  public CompletableFuture<Reply> submit(Request request) {
    return submit(slots.shardOf(request.shop()), request);
  }

  @Override
  public synchronized CompletableFuture<Reply> submit(int shard, Request request) {
    if (failing != null) {
      return CompletableFuture.completedFuture(new Reply.Failed(failing, "as the test wants it"));
    }
    Outcome outcome = engines.get(shard).decide(request, nowMillis);
    if (outcome instanceof Outcome.Accepted accepted) {
      record(shard, accepted.facts());
    }
    long position = positions.getOrDefault(request.shop(), 0L);
    return CompletableFuture.completedFuture(new Reply.Decided(outcome, position, nowMillis));
  }

  private void record(int shard, List<Recorded> facts) {
    for (Recorded fact : facts) {
      engines.get(shard).apply(fact, nowMillis);
      if (fact.shop() != null) {
        positions.put(fact.shop(), fact.shopSequence());
      }
    }
    follower.take(new DurableFrame(shard, sequences[shard] + 1, nowMillis, facts));
    sequences[shard] += facts.size();
  }

  @Override
  public int shards() {
    return engines.size();
  }

  synchronized List<ShardStatus> status() {
    List<ShardStatus> all = new ArrayList<>();
    for (int shard = 0; shard < engines.size(); shard++) {
      ShardStatus.Phase phase =
          failing == Code.NOT_READY ? ShardStatus.Phase.REPLAYING : ShardStatus.Phase.SERVING;
      all.add(new ShardStatus(shard, phase, "", sequences[shard], sequences[shard], nowMillis));
    }
    return all;
  }

  synchronized long nowMillis() {
    return nowMillis;
  }

  synchronized void pass(long millis) {
    nowMillis += millis;
  }

  /** From now on every request fails like this, or none if null. */
  synchronized void failWith(@Nullable Code code) {
    failing = code;
  }
}
