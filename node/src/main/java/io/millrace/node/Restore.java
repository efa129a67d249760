package io.millrace.node;

import io.millrace.engine.Engine;
import io.millrace.engine.snapshot.StateBuilder;
import io.millrace.engine.snapshot.StateSlices;
import io.millrace.engine.snapshot.UnreadableState;
import io.millrace.journal.Log;
import io.millrace.journal.SnapshotDamaged;
import io.millrace.journal.SnapshotMark;
import io.millrace.journal.SnapshotReader;
import io.millrace.journal.Snapshots;
import io.millrace.journal.UnsupportedFormat;
import io.millrace.model.SlotTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a new engine to where the newest snapshot stands that can be used; without one the engine
 * stays as it is, and the whole log leads to the same state. Owned by whoever will own the engine;
 * one block a step.
 *
 * <p>A snapshot that is cut, damaged or strange is told of and passed over. One that is ahead of
 * its log is not: then it is the log that has lost something.
 */
final class Restore implements AutoCloseable {

  /** What every snapshot rests on and is judged by. */
  record Source(int shard, int shards, Log log, @Nullable Snapshots snapshots) {}

  private final Source source;
  private final Supplier<Engine> engines;
  private final NodeWatch watch;
  private final Deque<Long> candidates = new ArrayDeque<>();
  private final byte[] block = new byte[StateSlices.BLOCK_BYTES_MAX];
  private Engine engine;
  private @Nullable StateBuilder builder;
  private @Nullable SnapshotReader reader;
  private @Nullable SnapshotMark restored;
  private long restoredBytes;

  Restore(Source source, Supplier<Engine> engines, NodeWatch watch) throws IOException {
    this.source = source;
    this.engines = engines;
    this.watch = watch;
    this.engine = engines.get();
    List<Long> newestFirst =
        source.snapshots() == null ? List.of() : source.snapshots().newestFirst();
    candidates.addAll(newestFirst);
    if (!candidates.isEmpty() && candidates.getFirst() > source.log().lastSequence()) {
      throw new StartRefused(
          StartRefused.Reason.DATA,
          "the snapshot of sequence %d is ahead of the log, which ends at %d: the log has lost its end"
              .formatted(candidates.getFirst(), source.log().lastSequence()));
    }
  }

  /** Restored to its end, or as new. */
  Engine engine() {
    return engine;
  }

  /** Log time of the snapshot; 0 without one. */
  long timeMillis() {
    SnapshotMark mark = restored;
    return mark == null ? 0 : mark.timeMillis();
  }

  /** How large the snapshot's file is; 0 without one. */
  long bytes() {
    return restoredBytes;
  }

  /** Reads some. False when there is nothing left to do. */
  boolean step() {
    if (restored != null) {
      return false;
    }
    try {
      return read();
    } catch (SnapshotDamaged | UnsupportedFormat | UnreadableState | IOException e) {
      passOver(e);
      return true;
    }
  }

  private boolean read() throws IOException {
    SnapshotReader open = reader;
    if (open == null) {
      return openNext();
    }
    ByteBuffer next = open.next();
    StateBuilder building = builder;
    if (next != null && building != null) {
      int length = next.remaining();
      next.get(block, 0, length);
      building.add(block, length);
      return true;
    }
    SnapshotMark mark = open.mark();
    engine.proveBuilt(mark.digest());
    if (engine.sequence() != mark.sequence()) {
      throw new UnreadableState("it holds another sequence than it says");
    }
    requireShards();
    restored = mark;
    restoredBytes = open.fileBytes();
    close();
    return false;
  }

  private boolean openNext() throws IOException {
    Long sequence = candidates.peekFirst();
    Snapshots snapshots = source.snapshots();
    if (sequence == null || snapshots == null) {
      return false;
    }
    SnapshotReader opened = snapshots.open(sequence);
    reader = opened;
    SnapshotMark mark = opened.mark();
    if (!source.log().holds(mark.log(), mark.sequence()) || mark.shard() != source.shard()) {
      throw new UnreadableState("it was made from another log");
    }
    if (mark.level() > engine.levelKnown()) {
      throw new UnreadableState(
          "it holds facts of level %d, and this build reads up to %d"
              .formatted(mark.level(), engine.levelKnown()));
    }
    if (mark.sequence() + 1 < source.log().firstSequence()) {
      throw new UnreadableState("the log behind it is gone");
    }
    builder = engine.builder();
    return true;
  }

  /** The log says so with its first fact, which a snapshot hides. */
  private void requireShards() {
    SlotTable slots = engine.slots();
    if (slots != null && !slots.equals(SlotTable.dealt(source.shards()))) {
      throw new StartRefused(
          StartRefused.Reason.SHARDS,
          "this data was made with --shards %d and cannot be started with --shards %d"
              .formatted(slots.shards(), source.shards()));
    }
  }

  private void passOver(Exception why) {
    Long sequence = candidates.removeFirst();
    close();
    engine = engines.get();
    builder = null;
    watch.warned(
        source.shard(),
        "the snapshot of sequence %d is not used: %s; %s"
            .formatted(
                sequence,
                why.getMessage(),
                candidates.isEmpty()
                    ? "the whole log is replayed instead"
                    : "the one before it is used instead"));
  }

  @Override
  public void close() {
    SnapshotReader open = reader;
    reader = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new UncheckedIOException("a snapshot could not be closed", e);
      }
    }
  }
}
