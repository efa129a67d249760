package io.millrace.node;

import io.millrace.engine.Engine;
import io.millrace.engine.snapshot.StateSlices;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.journal.Log;
import io.millrace.journal.LogException;
import io.millrace.journal.SnapshotMark;
import io.millrace.journal.SnapshotReader;
import io.millrace.journal.SnapshotWriter;
import io.millrace.journal.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a shard's snapshots: a follower that keeps replaying the log into a state of its own, so
 * the writer never pauses and recovery is exercised all day. Stepped like the shard, by one thread
 * or by a simulator; whoever asks for a snapshot may be another.
 *
 * <pre>
 *   restore ─▶ follow ─▶ (asked, or the tail is long) ─▶ write ─▶ prove ─▶ follow
 *                ▲                                         │
 *                └────── the disk refused: try later ◀─────┘
 *
 *   another digest than the writer's at any frame: publish nothing, stop
 * </pre>
 *
 * <p>Behind each snapshot that was read back, what the older of the two kept no longer needs moves
 * to the archive.
 */
public final class Checkpointer {

  /** A start replays so many facts in some ten seconds: shorter tails are not worth a snapshot. */
  static final long TAIL_FACTS_MIN = 10_000_000;

  /** At a stop: a start replays fewer in a fraction of a second. */
  static final long STOP_FACTS_MIN = 100_000;

  /** An unpaced stream stalls the log's forces for a tenth of a second and more. */
  private static final long BYTES_PER_SECOND_MAX = 64L << 20;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** After a disk that refused. */
  private static final long RETRY_NANOS = 60 * NANOS_PER_SECOND;

  /** What an operator was told and did not mend, he is told again. */
  private static final long RETELL_NANOS = 24 * 60 * RETRY_NANOS;

  private final Shape shape;
  private final Clock clock;
  private final NodeWatch watch;
  private final ConcurrentLinkedQueue<CompletableFuture<Long>> asked =
      new ConcurrentLinkedQueue<>();
  private final List<CompletableFuture<Long>> waiting = new ArrayList<>();

  private @Nullable Log log;
  private @Nullable Restore restore;
  private @Nullable Engine engine;
  private @Nullable Replay replay;
  private @Nullable Writing writing;
  private @Nullable SnapshotReader proving;
  private long timeMillis;
  private long epoch;
  private long snapshotSequence;
  private long snapshotBytes;
  private long tailBytes;
  private long archiveUpTo;
  private long notBeforeNanos;
  private long restNanos;
  private long archiveNotBeforeNanos;
  private String archiveTold = "";
  private long archiveToldNanos;
  private boolean refusedBefore;
  private volatile boolean stopAsked;
  private volatile boolean halted;
  private volatile String snapshotTrouble = "";
  private volatile String archiveTrouble = "";

  /**
   * What it is made for.
   *
   * @param tailFactsMin a longer tail gets a snapshot by itself
   * @param stopFactsMin the same at a stop
   * @param keepLog what is older, in log time, is deleted from the archive; null: nothing is
   */
  public record Shape(
      int shard,
      int shards,
      long tailFactsMin,
      long stopFactsMin,
      Snapshots snapshots,
      Supplier<Engine> engines,
      Supplier<@Nullable Log> logs,
      @Nullable Duration keepLog) {}

  private record Writing(SnapshotMark mark, StateSlices slices, SnapshotWriter writer) {}

  public Checkpointer(Shape shape, Clock clock, NodeWatch watch) {
    this.shape = shape;
    this.clock = clock;
    this.watch = watch;
  }

  /**
   * Asks for a snapshot of at least what is durable now. The future completes with its sequence, or
   * with why there is none. Any thread.
   */
  public CompletableFuture<Long> ask() {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    asked.add(answer);
    if (halted) {
      refuseAll(new IllegalStateException("the checkpointer has stopped; the node's log says why"));
    }
    return answer;
  }

  /** Makes a last snapshot, if enough has happened since the last one, and is done. Any thread. */
  public void askToStop() {
    stopAsked = true;
  }

  /** Its state differs from the writer's: it will never publish again. */
  public boolean halted() {
    return halted;
  }

  /** What keeps snapshots from being made or the archive from being kept; empty if nothing does. */
  String trouble() {
    String snapshots = snapshotTrouble;
    String archive = archiveTrouble;
    return snapshots.isEmpty() || archive.isEmpty()
        ? snapshots + archive
        : snapshots + "; " + archive;
  }

  /** How long the last step asks to rest, for the disk's sake. */
  public long restNanos() {
    return stopAsked ? 0 : restNanos;
  }

  /** True when something was done, so that another step may find more. */
  public boolean step() {
    restNanos = 0;
    if (halted) {
      return false;
    }
    try {
      return work();
    } catch (StartRefused e) {
      halt(e);
      return false;
    } catch (IOException | UncheckedIOException | LogException e) {
      tryLater(e);
      return false;
    }
  }

  private boolean work() throws IOException {
    if (writing != null) {
      return write(writing);
    }
    if (proving != null) {
      return prove(proving);
    }
    Log now = shape.logs().get();
    if (now == null || (clock.monotonicNanos() < notBeforeNanos && !stopAsked)) {
      return false;
    }
    if (engine == null) {
      return restore(now);
    }
    if (follow(now)) {
      return true;
    }
    return isDue() ? begin(now) : keepArchive(now);
  }

  private boolean restore(Log now) throws IOException {
    Restore running = restore;
    if (running == null) {
      shape.snapshots().prepare();
      running =
          new Restore(
              new Restore.Source(shape.shard(), shape.shards(), now, shape.snapshots()),
              shape.engines(),
              NodeWatch.NONE); // the shard told of it at its start
      restore = running;
    }
    if (running.step()) {
      return true;
    }
    engine = running.engine();
    timeMillis = running.timeMillis();
    snapshotSequence = running.engine().sequence();
    snapshotBytes = running.bytes();
    restore = null;
    archiveUpTo = olderSequence();
    return true;
  }

  /** Of the older of the two that are kept: what a start may still need begins behind it. */
  private long olderSequence() throws IOException {
    List<Long> newestFirst = shape.snapshots().newestFirst();
    return newestFirst.size() < Snapshots.KEPT ? 0 : newestFirst.get(Snapshots.KEPT - 1);
  }

  /** Takes in what has become durable. A shard that rebuilt has another log: the facts go on. */
  private boolean follow(Log now) {
    Engine state = engine;
    if (state == null) {
      return false;
    }
    Replay current = replay;
    if (current == null || !now.equals(log)) {
      if (current != null) {
        current.close();
      }
      current = new Replay(shape.shard(), shape.shards(), state, now, timeMillis, Runnable::run);
      log = now;
      replay = current;
    }
    long before = state.sequence();
    current.step(frame -> {});
    if (state.sequence() == before) {
      return false;
    }
    timeMillis = current.timeMillis();
    epoch = current.epoch();
    tailBytes += current.takeBytes();
    return true;
  }

  private boolean isDue() {
    for (CompletableFuture<Long> next = asked.poll(); next != null; next = asked.poll()) {
      waiting.add(next);
    }
    Engine state = engine;
    long tail = state == null ? 0 : state.sequence() - snapshotSequence;
    if (tail == 0) {
      answerAll();
      return false;
    }
    return isWorthIt()
        || !waiting.isEmpty()
        || (tail >= shape.tailFactsMin() && tailBytes >= snapshotBytes);
  }

  /** At a stop. */
  private boolean isWorthIt() {
    Engine state = engine;
    return stopAsked
        && state != null
        && state.sequence() - snapshotSequence >= shape.stopFactsMin();
  }

  private boolean begin(Log now) throws IOException {
    Engine state = engine;
    if (state == null) {
      return false;
    }
    SnapshotMark mark =
        new SnapshotMark(
            now.id(),
            shape.shard(),
            epoch,
            state.sequence(),
            timeMillis,
            state.digest(),
            state.level());
    writing = new Writing(mark, state.slices(), shape.snapshots().begin(mark));
    return true;
  }

  private boolean write(Writing current) throws IOException {
    StateWriter block = current.slices().next();
    if (block != null) {
      current.writer().write(ByteBuffer.wrap(block.array(), 0, block.length()));
      restNanos = block.length() * NANOS_PER_SECOND / BYTES_PER_SECOND_MAX;
      return true;
    }
    current.writer().publish();
    current.writer().close();
    writing = null;
    proving = shape.snapshots().open(current.mark().sequence());
    return true;
  }

  /** Only what was read back to its end counts, and lets an older one go. */
  private boolean prove(SnapshotReader current) throws IOException {
    ByteBuffer block = current.next();
    if (block != null) {
      return true;
    }
    shape.snapshots().retireBehind(current);
    snapshotSequence = current.mark().sequence();
    snapshotBytes = current.fileBytes();
    tailBytes = 0;
    archiveUpTo = olderSequence();
    current.close();
    proving = null;
    refusedBefore = false;
    snapshotTrouble = "";
    watch.snapshotMade(shape.shard(), snapshotSequence, snapshotBytes);
    answerAll();
    return true;
  }

  /**
   * A segment that is damaged, or an archive on a disk that refuses, is told of as what it is, and
   * is no reason to make no snapshots: the segment stays where it lies.
   */
  private boolean keepArchive(Log now) {
    if (clock.monotonicNanos() < archiveNotBeforeNanos) {
      return false;
    }
    try {
      boolean worked = archive(now) || drop(now);
      archiveTrouble = worked ? archiveTrouble : ""; // nothing is left that could not be done
      return worked;
    } catch (IOException | UncheckedIOException | LogException e) {
      archiveNotBeforeNanos = clock.monotonicNanos() + RETRY_NANOS;
      tellOfArchive(e);
      return false;
    }
  }

  private void tellOfArchive(Exception why) {
    String sentence =
        "the archive cannot be kept, and snapshots go on without it: " + why.getMessage();
    archiveTrouble = sentence;
    long now = clock.monotonicNanos();
    if (!sentence.equals(archiveTold) || now - archiveToldNanos > RETELL_NANOS) {
      archiveTold = sentence;
      archiveToldNanos = now;
      watch.failed(shape.shard(), sentence, why);
    }
  }

  /** What the older of the two snapshots does not need for a start. */
  private boolean archive(Log now) throws IOException {
    return archiveUpTo > 0 && now.archiveSome(archiveUpTo);
  }

  private boolean drop(Log now) throws IOException {
    Duration keep = shape.keepLog();
    if (keep == null || !now.dropArchived(timeMillis - keep.toMillis())) {
      return false;
    }
    watch.dropped(shape.shard(), now.firstSequence());
    return true;
  }

  private void answerAll() {
    waiting.forEach(answer -> answer.complete(snapshotSequence));
    waiting.clear();
  }

  private void refuseAll(Exception why) {
    for (CompletableFuture<Long> next = asked.poll(); next != null; next = asked.poll()) {
      next.completeExceptionally(why);
    }
    waiting.forEach(answer -> answer.completeExceptionally(why));
    waiting.clear();
  }

  /** Its state is not to be trusted any more: it publishes nothing. */
  void halt(RuntimeException why) {
    halted = true;
    drop();
    snapshotTrouble =
        "the checkpointer has stopped and makes no more snapshots; its state is not the writer's: "
            + why.getMessage();
    watch.failed(shape.shard(), snapshotTrouble, why);
    refuseAll(why);
  }

  /** Nothing is lost by a snapshot that was not made; the next start replays more. */
  private void tryLater(Exception why) {
    boolean isOfLog = why instanceof LogException && proving == null;
    drop();
    notBeforeNanos = clock.monotonicNanos() + RETRY_NANOS;
    snapshotTrouble =
        (isOfLog
                ? "the checkpointer cannot read the log, and makes no snapshot: "
                : "a snapshot could not be made: ")
            + why.getMessage();
    if (!refusedBefore) {
      watch.failed(shape.shard(), snapshotTrouble, why);
    }
    refusedBefore = true;
    refuseAll(why);
  }

  /** Whatever is open; what was replayed stays, for it is as durable as the log. */
  private void drop() {
    try {
      if (writing != null) {
        writing.writer().close();
      }
      if (proving != null) {
        proving.close();
      }
      if (restore != null) {
        restore.close();
      }
    } catch (IOException | UncheckedIOException e) {
      watch.warned(shape.shard(), "an unfinished snapshot is left behind: " + e.getMessage());
    }
    writing = null;
    proving = null;
    restore = null;
    if (replay != null) {
      replay.close();
      replay = null;
    }
  }

  /** After the last step: frees what is open. */
  void close() {
    drop();
    refuseAll(new IllegalStateException("the node was stopped"));
  }

  /** Whether a stop that was asked for has nothing more to do. */
  public boolean settled() {
    Engine state = engine;
    return halted
        || notBeforeNanos > clock.monotonicNanos()
        || shape.logs().get() == null
        || (writing == null
            && proving == null
            && state != null
            && log != null
            && state.sequence() == log.lastSequence()
            && !isWorthIt());
  }
}
