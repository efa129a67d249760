package io.millrace.testkit;

import io.millrace.journal.LogId;
import io.millrace.journal.Space;
import io.millrace.journal.StoredFrame;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What outlives a {@link MemoryLog}: its "disk". */
public final class MemoryLogStore {

  final LogId id;
  final int shard;
  final List<StoredFrame> frames = new CopyOnWriteArrayList<>();
  volatile long firstSequence = 1;
  volatile Space space = Space.ENDLESS;
  long epoch;
  private boolean failNext;

  public MemoryLogStore(LogId id, int shard) {
    this.id = id;
    this.shard = shard;
  }

  /** The next frame cannot be made durable. */
  public void failNextForce() {
    failNext = true;
  }

  /** What the log is to say of its disk. */
  public void leave(Space left) {
    space = left;
  }

  boolean takeFailure() {
    boolean failing = failNext;
    failNext = false;
    return failing;
  }

  long lastSequence() {
    return frames.isEmpty() ? firstSequence - 1 : frames.getLast().lastSequence();
  }
}
