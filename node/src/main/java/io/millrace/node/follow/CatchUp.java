package io.millrace.node.follow;

import io.millrace.journal.Log;
import io.millrace.node.Clock;
import io.millrace.node.follow.Hearers.Whose;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a shard's log for buyers' streams that are behind: one pass for all of them. So a crowd
 * that comes back after a restart costs a pass or two and not one each. Whoever comes while a pass
 * is under way and stands further on gets on; the others wait for the next one. Between two parts
 * of a pass it rests as a follower does.
 */
final class CatchUp {

  /**
   * How far back it reads: half a minute of a peak, hours of a quiet day; about a second of one
   * core. Whoever stands further back asks for its orders instead.
   */
  static final long WINDOW_FACTS = 1_000_000;

  /** Some passes over the whole window while the writer has much to do. */
  private static final long ANSWER_MINUTES_MAX = 10;

  /** After something that should not happen: it may happen again at once. */
  private static final long TROUBLE_REST_NANOS = 1_000_000_000;

  private static final System.Logger LOG = System.getLogger(CatchUp.class.getName());

  private final Hearers hearers;
  private final Supplier<@Nullable Log> logs;
  private final Clock clock;
  private final Share share;
  private final ConcurrentLinkedQueue<Wanted> waiting = new ConcurrentLinkedQueue<>();
  private final Damage damage;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;

  CatchUp(Hearers hearers, Supplier<@Nullable Log> logs, Clock clock, Share share) {
    this.hearers = hearers;
    this.logs = logs;
    this.clock = clock;
    this.share = share;
    this.damage = new Damage(clock);
  }

  /**
   * What a pass had for one of them.
   *
   * @param place up to where it was read
   */
  record Brought(List<FollowedFact> facts, EventPlace place, boolean isAtEnd) {}

  /** One of those who are behind. Owned by the thread that reads, once it is among the waiting. */
  static final class Wanted {
    final Whose whose;
    final EventPlace from;
    final int factsMax;
    final CompletableFuture<Brought> answer = new CompletableFuture<>();
    final List<FollowedFact> facts = new ArrayList<>();

    Wanted(Whose whose, EventPlace from, int factsMax) {
      this.whose = whose;
      this.from = from;
      this.factsMax = factsMax;
    }
  }

  /**
   * Waits for the next facts of a buyer behind a place; at most so many. Which orders are the
   * buyer's the hearers know.
   */
  Brought bring(Whose whose, EventPlace from, int factsMax) throws CursorLost {
    Wanted wanted = new Wanted(whose, from, factsMax);
    waiting.add(wanted);
    LockSupport.unpark(thread);
    if (closed) {
      endAll(); // the thread may have looked for the last time
    }
    try {
      return wanted.answer.orTimeout(ANSWER_MINUTES_MAX, TimeUnit.MINUTES).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case CursorLost lost -> throw lost;
        case RuntimeException failed -> throw failed;
        case TimeoutException late -> {
          waiting.remove(wanted);
          throw new IllegalStateException("nobody has read the log", late);
        }
        case null, default -> throw e;
      }
    }
  }

  /** The thread that reads; ends when it is closed. */
  void run() {
    thread = Thread.currentThread();
    while (!closed) {
      try {
        if (waiting.isEmpty()) {
          LockSupport.park(this);
        } else {
          pass();
        }
      } catch (RuntimeException | Error broken) {
        LOG.log(System.Logger.Level.ERROR, "reading for those who are behind begins anew", broken);
        failAll(broken);
        rest(TROUBLE_REST_NANOS);
      }
    }
    endAll();
  }

  /** Not shorter because somebody comes meanwhile, who wakes it. */
  private void rest(long nanos) {
    long startNanos = clock.monotonicNanos();
    long leftNanos = nanos;
    while (leftNanos > 0 && !closed) {
      LockSupport.parkNanos(this, leftNanos);
      leftNanos = nanos - (clock.monotonicNanos() - startNanos);
    }
  }

  /** Reads once from the furthest back of all who wait to the durable end. */
  private void pass() {
    Log log = logs.get();
    if (log == null) {
      endAll();
      return;
    }
    Pass pass = new Pass(hearers, log, damage);
    try (pass) {
      pass.getOn(waiting);
      boolean more = true;
      while (more && !closed) {
        long startNanos = clock.monotonicNanos();
        boolean busy = share.isBusy(startNanos);
        more = pass.readPart();
        if (more) {
          rest(startNanos, busy);
          pass.getOn(waiting);
        }
      }
      pass.end();
    } catch (RuntimeException | Error broken) {
      pass.throwOff(broken);
      throw broken;
    }
  }

  /** As followers do, after a part of a pass. */
  private void rest(long startNanos, boolean busyBefore) {
    long nowNanos = clock.monotonicNanos();
    boolean busy = share.isBusy(nowNanos) || busyBefore;
    rest(share.restNanos(nowNanos - startNanos, busy));
  }

  /** There is nothing to be read, or the node stops: they are told that it is the end. */
  private void endAll() {
    for (Wanted wanted = waiting.poll(); wanted != null; wanted = waiting.poll()) {
      wanted.answer.complete(new Brought(List.of(), wanted.from, true));
    }
  }

  /** They end, and whoever comes back waits for the next pass: it must not be ended by this one. */
  private void failAll(Throwable broken) {
    List<Wanted> there = new ArrayList<>(waiting);
    waiting.removeAll(there);
    there.forEach(wanted -> wanted.answer.completeExceptionally(broken));
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
