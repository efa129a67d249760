package io.millrace.checks.outside;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.LogId;
import io.millrace.model.Actor;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.ReadShop;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.refusal.Code;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.Shard;
import io.millrace.node.ShardStatus;
import io.millrace.testkit.MemoryLog;
import io.millrace.testkit.MemoryLogStore;
import io.millrace.testkit.SimulatedClock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;

/**
 * A shard between those who ask, its writer, its disk and who stops it, for a model checker that
 * runs them in every order. What must hold is asked at the end of each run: every request was
 * answered once; whoever was told of a success was told when it was durable; and whoever was told
 * that nothing happened was told the truth.
 *
 * <p>Each request makes a shop of its own, so the log says which of them happened.
 */
public abstract class HandoffModel {

  private static final long START_MILLIS = 1_800_000_000_000L;

  /** The longest scenario leaves a dozen turns of the writer and of the disk to be done. */
  private static final int TURNS_MAX = 200;

  private static final EngineLimits FEW_KEYS = new EngineLimits(1_000, 100);
  private static final ShopId FIRST = new ShopId("shop-1");
  private static final ShopSettings SETTINGS =
      new ShopSettings(
          "Mill", Currency.getInstance("CNY"), ZoneOffset.UTC, Duration.ofMinutes(30), List.of());

  private final MemoryLogStore store = new MemoryLogStore(new LogId(1, 2), 0);
  private final Queue<Runnable> disk = new ConcurrentLinkedQueue<>();
  private final Set<ShopId> durable = ConcurrentHashMap.newKeySet();
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger shops = new AtomicInteger();
  private final Shard shard;

  HandoffModel(boolean hasty) {
    shard =
        new Shard(
            0,
            LocalNode.settings(1, false),
            () -> new Engine(0, FEW_KEYS),
            _ ->
                new WitnessedLog(
                    MemoryLog.open(store, disk::add),
                    facts ->
                        facts.forEach(recorded -> {
                          if (recorded.fact() instanceof ShopDefined) {
                            durable.add(recorded.shop());
                          }
                        }),
                    hasty),
            new SimulatedClock(START_MILLIS),
            List.of(),
            NodeWatch.NONE,
            () -> {});
    for (int i = 0; i < TURNS_MAX && shard.status().phase() != ShardStatus.Phase.SERVING; i++) {
      step();
      force();
    }
  }

  @Operation
  public void submit() {
    ShopId shop = new ShopId("shop-" + shops.incrementAndGet());
    ask(new Asked(shop, false), Request.of(shop, Actor.OPERATOR, new DefineShop(SETTINGS)));
  }

  /** What is read must be durable, too: here, that the first shop is there. */
  @Operation
  public void read() {
    ask(new Asked(FIRST, true), Request.of(FIRST, Actor.OPERATOR, new ReadShop()));
  }

  private void ask(Asked one, Request request) {
    asked.add(one);
    one.hearing = shard.submit(request).thenAccept(one::hear);
  }

  @Operation(nonParallelGroup = "writer")
  public void step() {
    shard.step();
  }

  @Operation(nonParallelGroup = "disk")
  public void force() {
    Runnable frame = disk.poll();
    if (frame != null) {
      frame.run();
    }
  }

  @Operation(nonParallelGroup = "disk")
  public void fail() {
    if (!disk.isEmpty()) {
      store.failNextForce();
      force();
    }
  }

  @Operation
  public void stop() {
    shard.askToStop();
  }

  @Validate
  public void check() {
    stop();
    for (int i = 0; i < TURNS_MAX && !shard.ended(); i++) {
      step();
      force();
    }
    require(shard.ended(), "the shard did not end");
    for (Asked one : asked) {
      one.check();
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(String.join("; ", faults));
    }
  }

  private void require(boolean holds, String fault) {
    if (!holds) {
      faults.add(fault);
    }
  }

  /** One request and what was said to it, judged at the moment at which it was said. */
  private final class Asked {
    private final ShopId shop;
    private final boolean reads;
    private final AtomicInteger replies = new AtomicInteger();
    private volatile @Nullable Reply heard;
    private volatile @Nullable CompletableFuture<Void> hearing;

    Asked(ShopId shop, boolean reads) {
      this.shop = shop;
      this.reads = reads;
    }

    void hear(Reply reply) {
      replies.incrementAndGet();
      heard = reply;
      if (reply instanceof Reply.Decided decided
          && !(decided.outcome() instanceof Outcome.Refused)) {
        require(durable.contains(shop), "told of " + shop + " before it was durable");
      }
    }

    void check() {
      require(replies.get() == 1, shop + " got " + replies + " replies");
      CompletableFuture<Void> all = hearing;
      require(all != null && all.state() == Future.State.SUCCESS, shop + " was not heard well");
      if (!reads && heard instanceof Reply.Failed failed && failed.code() != Code.OUTCOME_UNKNOWN) {
        require(!durable.contains(shop), shop + " is there, and its maker was told it is not");
      }
    }
  }
}
