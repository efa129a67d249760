package io.millrace.node.follow;

import io.millrace.model.read.ReadModel;
import io.millrace.node.Clock;
import io.millrace.node.Node;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/** The thin shell around an archiver: steps it, and rests so that nobody notices. */
public final class ArchiverThread implements AutoCloseable {

  private static final String NAME = "archiver";

  /** Between two rounds: a node that gets no orders is looked through so often. */
  static final long ROUND_NANOS = 500_000_000;

  /** A shard that starts, or a database that is away, is asked again after this. */
  static final long FAILED_NANOS = 1_000_000_000;

  /** A slice in which little was final was looked at in vain: a fiftieth of the time is enough. */
  private static final int IN_VAIN_PARTS = 50;

  private final Archiver archiver;
  private final Clock clock;
  private final Share share;
  private final FollowerWatch watch;
  private final Thread thread;
  private String told = "";
  private volatile boolean stopping;

  private ArchiverThread(Archiver archiver, Clock clock, Share share, FollowerWatch watch) {
    this.archiver = archiver;
    this.clock = clock;
    this.share = share;
    this.watch = watch;
    this.thread = Thread.ofPlatform().name(NAME).unstarted(this::run);
  }

  /**
   * One that is at it.
   *
   * @param followed whether the tables are made of just that log which a shard has, and are well
   */
  public static ArchiverThread start(
      Node node, ReadModel model, IntPredicate followed, Clock clock, FollowerWatch watch) {
    return start(new Archiver(node, model, followed), clock, new Share(node::hasWaiting, 1), watch);
  }

  static ArchiverThread start(Archiver archiver, Clock clock, Share share, FollowerWatch watch) {
    ArchiverThread started = new ArchiverThread(archiver, clock, share, watch);
    started.thread.start();
    return started;
  }

  /** Orders that have left since the start. */
  public long archived() {
    return archiver.archived();
  }

  private void run() {
    while (!stopping) {
      long startNanos = clock.monotonicNanos();
      boolean busy = share.isBusy(startNanos);
      Archiver.Step step = step();
      long endNanos = clock.monotonicNanos();
      busy |= share.isBusy(endNanos);
      long restNanos = restNanos(step, endNanos - startNanos, busy);
      if (restNanos > 0 && !stopping) {
        LockSupport.parkNanos(this, restNanos);
      }
    }
  }

  /** A fault in it must not end it: memory would grow without a word. */
  private Archiver.Step step() {
    try {
      return archiver.step();
    } catch (RuntimeException | Error broken) {
      int shard = archiver.passOver();
      if (!told.equals(broken.toString())) {
        told = broken.toString();
        watch.failed(NAME, shard, "will try again: " + told, broken);
      }
      return Archiver.Step.FAILED;
    }
  }

  private long restNanos(Archiver.Step step, long workedNanos, boolean busy) {
    return switch (step) {
      case LEFT -> share.restNanos(workedNanos, busy);
      case NOTHING -> Math.min(ROUND_NANOS, workedNanos * (IN_VAIN_PARTS - 1));
      case ROUND -> ROUND_NANOS;
      case FAILED -> FAILED_NANOS;
    };
  }

  /** Ends after the slice that is under way. */
  @Override
  public void close() {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
