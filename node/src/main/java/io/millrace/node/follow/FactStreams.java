package io.millrace.node.follow;

import io.millrace.journal.Log;
import io.millrace.journal.LogException;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.wire.UnreadableFacts;
import io.millrace.node.Clock;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Streams of shops' facts, and of one buyer's, for those outside: from a place in the log on, and
 * then live. The writer knows nothing of them; one thread looks at the logs' ends while somebody
 * listens, and wakes whom new facts are about. One thread a shard reads for buyers who are behind.
 */
public final class FactStreams implements AutoCloseable {

  /** What happened is heard within this; a look at a log where nothing happened is one read. */
  static final long LOOK_NANOS = 5_000_000;

  /** After something that should not happen: it may happen again at once. */
  private static final long TROUBLE_REST_NANOS = 1_000_000_000;

  private static final System.Logger LOG = System.getLogger(FactStreams.class.getName());

  private final IntFunction<@Nullable Log> logs;
  private final ToIntFunction<ShopId> shardOf;
  private final List<Shard> shards = new ArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final Clock clock;
  private final Thread thread;

  /** Shards whose last look failed as none should. The thread's own. */
  private final Map<Integer, Long> restUntilNanos = new HashMap<>();

  private volatile boolean closed;

  /** One shard's log, as it is looked at. */
  private record Shard(Tail tail, ShopListeners listeners, Hearers hearers, CatchUp catchUp) {

    boolean look(Log log) {
      try {
        List<FollowedFact> facts = tail.look(log);
        if (!facts.isEmpty()) {
          hearers.tell(facts);
          listeners.tell(facts);
        }
        return !facts.isEmpty();
      } catch (CursorLost | LogException | UncheckedIOException | UnreadableFacts _) {
        forget(); // streams read the log themselves, and say what is wrong with it
        return false;
      }
    }

    void forget() {
      hearers.forget();
      listeners.forget();
      tail.forget();
    }

    void end() {
      catchUp.close();
      listeners.wakeAll();
      hearers.wakeAll();
    }
  }

  /**
   * Nobody looks before {@link #start}.
   *
   * @param logs a shard's log as it is served; null before that
   * @param waiting whether requests wait to be decided: then those who are behind wait longer
   */
  public FactStreams(
      int shards,
      IntFunction<@Nullable Log> logs,
      ToIntFunction<ShopId> shardOf,
      Clock clock,
      BooleanSupplier waiting) {
    this.logs = logs;
    this.shardOf = shardOf;
    this.clock = clock;
    for (int i = 0; i < shards; i++) {
      int shard = i;
      Tail tail = new Tail();
      Hearers hearers = new Hearers(tail);
      Share share = new Share(waiting, shards);
      this.shards.add(
          new Shard(
              tail,
              new ShopListeners(),
              hearers,
              new CatchUp(hearers, () -> logs.apply(shard), clock, share)));
    }
    this.thread = Thread.ofPlatform().daemon().name("tail").unstarted(this::run);
  }

  public void start() {
    thread.start();
    for (Shard shard : shards) {
      Thread.ofPlatform().daemon().name("catch-up").start(shard.catchUp::run);
    }
  }

  /** Where the log of a shop's shard ends: all that was acknowledged; 0 while it does not serve. */
  public long lastSequence(ShopId shop) {
    Log log = logs.apply(shardOf.applyAsInt(shop));
    return log == null ? 0 : log.lastSequence();
  }

  /** A stream of one shop's facts from behind a place. It must be closed. */
  public FactStream open(ShopId shop, EventPlace behind) {
    open.incrementAndGet();
    LockSupport.unpark(thread);
    int number = shardOf.applyAsInt(shop);
    Shard shard = shards.get(number);
    return new FactStream(
        this, shop, shard.listeners, shard.tail, () -> logs.apply(number), behind);
  }

  /**
   * A stream of the facts about a buyer's orders from behind a place. It must be closed.
   *
   * @param orders gives all orders of the buyer as they are when it is asked
   */
  public BuyerStream open(
      ShopId shop, BuyerId buyer, Supplier<Collection<OrderId>> orders, EventPlace behind) {
    open.incrementAndGet();
    LockSupport.unpark(thread);
    Shard shard = shards.get(shardOf.applyAsInt(shop));
    return new BuyerStream(
        this, new Hearers.Whose(shop, buyer), shard.hearers, shard.catchUp, orders, behind);
  }

  /** Streams that are open now. */
  public int open() {
    return open.get();
  }

  void closed() {
    open.decrementAndGet();
  }

  boolean isClosed() {
    return closed;
  }

  private void run() {
    while (!closed) {
      try {
        if (open.get() == 0) {
          shards.forEach(Shard::forget);
          LockSupport.park(this);
        } else if (!step()) {
          LockSupport.parkNanos(this, LOOK_NANOS);
        }
      } catch (RuntimeException | Error broken) {
        LOG.log(System.Logger.Level.ERROR, "the tail of the logs begins anew", broken);
      }
    }
  }

  /** Looks at every log once. True if there was something new. */
  boolean step() {
    boolean any = false;
    for (int shard = 0; shard < shards.size(); shard++) {
      any |= !isResting(shard) && look(shard);
    }
    return any;
  }

  private boolean isResting(int shard) {
    Long until = restUntilNanos.get(shard);
    boolean rests = until != null && clock.monotonicNanos() - until < 0;
    if (!rests) {
      restUntilNanos.remove(shard);
    }
    return rests;
  }

  /** What is wrong with one shard is nothing to the others. */
  private boolean look(int shard) {
    try {
      Log log = logs.apply(shard);
      return log != null && shards.get(shard).look(log);
    } catch (RuntimeException | Error broken) {
      LOG.log(System.Logger.Level.ERROR, "the tail of shard " + shard + " begins anew", broken);
      restUntilNanos.put(shard, clock.monotonicNanos() + TROUBLE_REST_NANOS);
      shards.get(shard).forget();
      return false;
    }
  }

  /** Ends all streams: each finds that it is at its end. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    shards.forEach(Shard::end);
  }
}
