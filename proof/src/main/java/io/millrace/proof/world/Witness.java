package io.millrace.proof.world;

import io.millrace.journal.FrameReader;
import io.millrace.journal.Log;
import io.millrace.journal.StoredFrame;
import io.millrace.proof.audit.Auditor;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.audit.LoggedFrame;
import io.millrace.proof.audit.Promise;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the log's bytes beside the node, and shows the auditor each frame that is durable. */
final class Witness {
  private final Auditor auditor;
  private final Consumer<LoggedFrame> comparing;
  private final FrameReading reading = new FrameReading();
  private @Nullable Log open;
  private @Nullable FrameReader reader;
  private @Nullable StoredFrame ahead;
  private @Nullable StoredFrame last;

  /**
   * A witness of one shard.
   *
   * @param comparing is shown each frame that is new, too
   */
  Witness(Auditor auditor, Consumer<LoggedFrame> comparing) {
    this.auditor = auditor;
    this.comparing = comparing;
  }

  /** The newest frame that was read. */
  @Nullable StoredFrame last() {
    return last;
  }

  /** The process whose log was read is gone. */
  void forget() {
    open = null;
    reader = null;
    ahead = null;
  }

  /**
   * Reads the log of a process that has just begun: what was read before must be there again.
   *
   * @param fromSequence of the first frame to look at
   */
  void begin(Log log, long fromSequence, long durable) {
    if (durable < auditor.lastSequence()) {
      throw new BrokenPromise(
          Promise.NOTHING_LOST,
          "the log ends at fact %d, and held %d facts that were durable"
              .formatted(durable, auditor.lastSequence()));
    }
    Auditor.Rereading rereading = auditor.reread(fromSequence);
    open = log;
    reader = log.read(fromSequence);
    ahead = null;
    StoredFrame frame = next(durable);
    while (frame != null && rereading.isKnown(FrameReading.sealed(frame))) {
      last = frame;
      frame = next(durable);
    }
    rereading.end();
    while (frame != null) {
      take(frame);
      frame = next(durable);
    }
  }

  /** Whether this is the log that it reads; a node that rebuilds itself opens it anew. */
  boolean reads(Log log) {
    return log.equals(open);
  }

  /** Reads on up to that fact. */
  void read(long durable) {
    for (StoredFrame frame = next(durable); frame != null; frame = next(durable)) {
      take(frame);
    }
  }

  private @Nullable StoredFrame next(long durable) {
    FrameReader from = reader;
    if (from == null) {
      return null;
    }
    StoredFrame next = ahead == null ? from.next() : ahead;
    ahead = null;
    if (next != null && next.lastSequence() > durable) {
      ahead = next;
      return null;
    }
    return next;
  }

  private void take(StoredFrame frame) {
    LoggedFrame logged = reading.decoded(frame);
    last = frame;
    auditor.log(logged);
    comparing.accept(logged);
  }
}
