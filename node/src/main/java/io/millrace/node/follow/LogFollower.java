package io.millrace.node.follow;

import io.millrace.journal.Log;
import io.millrace.node.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A named follower over all shards: pulls what is durable into one effect, and can make that effect
 * anew beside the old one and put it in its place. Stepped by one thread, or by a simulator; what
 * operators want may be asked from any.
 */
public final class LogFollower {

  /**
   * A fifth of a second's work behind a peak; near the end a batch is what has come. Fewer would
   * write the same pages of a database again and again.
   */
  public static final int BATCH_FACTS = 8_192;

  /** What is neither a batch nor urgent is tried so often. */
  private static final long RETRY_NANOS = 1_000_000_000;

  private final Shape shape;
  private final Clock clock;
  private final FollowerWatch watch;
  private final ConcurrentLinkedQueue<Runnable> asked = new ConcurrentLinkedQueue<>();
  private final List<Following> shards;
  private volatile List<Following> rebuilding = List.of();
  private volatile List<SkippedFact> skipped = List.of();
  private boolean begun;
  private long beginNotBeforeNanos;
  private long swapNotBeforeNanos;
  private int turn;

  /**
   * What it is made for.
   *
   * @param logs a shard's log as it is served; null before that
   * @param logTimeMillis of what is durable in a shard
   * @param obstacle why nothing is to be taken now; empty if nothing stands in the way
   * @param batchFacts so many facts have their effect at one stroke, and those of the same frame
   */
  public record Shape(
      String name,
      int shards,
      Effect effect,
      IntFunction<@Nullable Log> logs,
      IntToLongFunction logTimeMillis,
      Supplier<String> obstacle,
      int batchFacts) {}

  public LogFollower(Shape shape, Clock clock, FollowerWatch watch) {
    this.shape = shape;
    this.clock = clock;
    this.watch = watch;
    this.shards = followings(shape.effect());
  }

  private List<Following> followings(Effect effect) {
    List<Following> all = new ArrayList<>();
    for (int shard = 0; shard < shape.shards(); shard++) {
      int number = shard;
      all.add(
          new Following(
              new Following.Shape(
                  shape.name(),
                  number,
                  effect,
                  () -> shape.logs().apply(number),
                  () -> shape.logTimeMillis().applyAsLong(number),
                  shape.obstacle(),
                  shape.batchFacts()),
              clock,
              watch));
    }
    return List.copyOf(all);
  }

  public String name() {
    return shape.name();
  }

  /** True when something was done, so that another step may find more. */
  public boolean step() {
    boolean worked = false;
    for (Runnable next = asked.poll(); next != null; next = asked.poll()) {
      next.run();
      worked = true;
    }
    if (!begun && !isBefore(beginNotBeforeNanos)) {
      beginNotBeforeNanos = later(); // in case that it fails, in whatever way
      begin();
    }
    // One batch a step, of the shards in turn, so that a step has a bound.
    List<Following> beside = rebuilding;
    int all = shards.size() + beside.size();
    for (int i = 0; i < all && !worked; i++) {
      turn = (turn + 1) % all;
      worked =
          turn < shards.size() ? shards.get(turn).step() : beside.get(turn - shards.size()).step();
    }
    // After every step: under load there is none that finds nothing.
    if (!beside.isEmpty() && !isBefore(swapNotBeforeNanos)) {
      worked |= swapIfWhole(beside);
    }
    return worked;
  }

  /** A rebuild that was under way goes on. */
  private void begin() {
    try {
      if (rebuilding.isEmpty()
          && shape.effect() instanceof Rebuildable effect
          && effect.hasBeside()) {
        rebuilding = followings(effect.beside());
      }
      skipped = shape.effect().skipped();
      begun = true;
    } catch (EffectUnavailable _) {
      // the followings meet the same, and say so
    }
  }

  private long later() {
    return clock.monotonicNanos() + RETRY_NANOS;
  }

  /** Times of a clock whose zero means nothing may only be compared by their difference. */
  private boolean isBefore(long nanos) {
    return nanos != 0 && clock.monotonicNanos() - nanos < 0;
  }

  /** Nobody who is served by what was made anew must find less there than before. */
  private boolean isWhole(List<Following> beside) {
    for (Following made : beside) {
      if (!made.mayReplace(shards.get(made.shard()))) {
        return false;
      }
    }
    return true;
  }

  private boolean swapIfWhole(List<Following> beside) {
    if (!(shape.effect() instanceof Rebuildable effect) || !isWhole(beside)) {
      return false;
    }
    swapNotBeforeNanos = later();
    try {
      beside.forEach(Following::forget);
      effect.swap();
      rebuilding = List.of();
      swapNotBeforeNanos = 0;
      shards.forEach(Following::begin);
      skipped = shape.effect().skipped();
      watch.swapped(shape.name());
      return true;
    } catch (EffectUnavailable e) {
      watch.failed(shape.name(), 0, "what was made anew could not take its place", e);
      return false;
    }
  }

  /**
   * Makes the effect anew from the beginning of the log, beside the one that is there, and puts it
   * in its place when it is whole. Completes when that has begun; with false if the effect is none
   * that can be made anew.
   */
  public CompletableFuture<Boolean> rebuild() {
    return ask(() -> {
      if (!(shape.effect() instanceof Rebuildable effect)) {
        return false;
      }
      if (rebuilding.isEmpty()) {
        rebuilding = followings(effect.beside());
      }
      return true;
    });
  }

  /**
   * Goes on behind another fact of a shard, further back or further on; 0 is the beginning. What is
   * passed over is remembered with the reason. Completes with false if the effect is none whose
   * cursor may be moved, or there is no such shard; with {@link CursorLost} if the log does not
   * hold the place.
   */
  public CompletableFuture<Boolean> reset(int shard, long sequence, String reason) {
    return ask(() -> {
      if (!(shape.effect() instanceof Resettable effect) || shard < 0 || shard >= shards.size()) {
        return false;
      }
      shards.get(shard).reset(effect, sequence, reason);
      skipped = effect.skipped();
      return true;
    });
  }

  /** Tries what is parked or stopped again. Completes with whether there was anything. */
  public CompletableFuture<Boolean> retry() {
    return ask(() -> {
      boolean any = false;
      for (Following following : both()) {
        if (following.needsHelp()) {
          following.begin();
          any = true;
        }
      }
      return any;
    });
  }

  /**
   * Gives the fact up that is parked at this place. Completes with whether it was the one; it is
   * remembered with the reason.
   */
  public CompletableFuture<Boolean> skip(int shard, long sequence, String reason) {
    return ask(() -> {
      boolean any = false;
      for (Following following : both()) {
        any |= following.shard() == shard && following.skip(sequence, reason);
      }
      skipped = shape.effect().skipped();
      return any;
    });
  }

  private List<Following> both() {
    List<Following> all = new ArrayList<>(shards);
    all.addAll(rebuilding);
    return all;
  }

  /** Something that is done between two steps, by the thread that steps. */
  private interface Order {
    boolean carryOut() throws EffectUnavailable, CursorLost;
  }

  private CompletableFuture<Boolean> ask(Order order) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    asked.add(() -> {
      try {
        answer.complete(order.carryOut());
      } catch (EffectUnavailable | CursorLost | RuntimeException | Error e) {
        answer.completeExceptionally(e); // or the operator would wait for ever
      }
    });
    return answer;
  }

  /**
   * Whether what it makes is of a shard's log and no other, also where it cannot go on. Tables of
   * somebody else may name shards that are not here. Any thread.
   *
   * @param stands the cursor that was found beside it
   */
  public boolean isOfLog(int shard, Cursor stands) {
    return shard >= 0 && shard < shards.size() && shards.get(shard).isOfLog(stands);
  }

  /**
   * Whether what it makes is of a shard's log and no other, and nothing is wrong there: not before
   * it has found its cursor in the log. Any thread.
   */
  public boolean isFollowing(int shard) {
    return shards.get(shard).isWell();
  }

  /** Any thread. */
  public FollowerStatus status() {
    return new FollowerStatus(
        shape.name(),
        shards.stream().map(Following::status).toList(),
        rebuilding.stream().map(Following::status).toList(),
        skipped);
  }

  /** An error ended a step somewhere in the middle: it begins anew, and more seldom each time. */
  void fail(Error broken) {
    both().forEach(following -> following.fail(broken));
  }

  /** A bug in a follower stops that follower and nothing else: the log has everything. */
  void halt(RuntimeException broken) {
    both().forEach(following -> following.halt(broken));
  }

  /** After the last step. */
  public void close() {
    both().forEach(Following::forget);
    shape.effect().close();
  }
}
