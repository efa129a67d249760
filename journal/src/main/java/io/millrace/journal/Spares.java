package io.millrace.journal;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps one file of zeros ready for the next segment, made on the spare executor. If it is not
 * ready when it is needed, the sync thread makes one itself under another name: waiting for the
 * other executor could wait forever where both are the same thread.
 *
 * <p>A spare does not survive a start: after a crash nobody knows whether it was forced.
 */
final class Spares {

  private enum State {
    NONE,
    UNDER_WAY,
    READY,
    CLOSED
  }

  private final LogPlace place;
  private final Executor executor;
  private final long segmentBytes;
  private final String spare;
  private final String ownMake;
  private final AtomicReference<State> state = new AtomicReference<>(State.NONE);

  /** The epoch in the names keeps a slow executor of a closed log off its successor's files. */
  Spares(FileLogSettings settings, long epoch) {
    this.place = settings.place();
    this.executor = settings.threads().spare();
    this.segmentBytes = settings.segmentBytes();
    this.spare = place.path("spare-" + epoch + SegmentName.UNFINISHED);
    this.ownMake = place.path("roll-" + epoch + SegmentName.UNFINISHED);
  }

  long segmentBytes() {
    return segmentBytes;
  }

  /** Begins to make the next spare, unless there is one. */
  void prepare() {
    if (state.compareAndSet(State.NONE, State.UNDER_WAY)) {
      try {
        executor.execute(this::makeSpare);
      } catch (RejectedExecutionException _) {
        state.compareAndSet(State.UNDER_WAY, State.NONE); // a roll then makes its own
      }
    }
  }

  private void makeSpare() {
    if (state.get() != State.UNDER_WAY) {
      return; // closed before it began
    }
    boolean made = false;
    try {
      make(spare);
      made = true;
    } catch (IOException _) {
      // Nothing is lost yet: a roll makes its own and, if that fails too, fails the log aloud.
    } finally {
      state.compareAndSet(State.UNDER_WAY, made ? State.READY : State.NONE);
    }
  }

  /** True if {@link #take} will not have to make the file. */
  boolean ready() {
    return state.get() == State.READY;
  }

  /** The path of a file of zeros that is forced; the caller renames it. */
  String take() throws IOException {
    if (state.compareAndSet(State.READY, State.NONE)) {
      return spare;
    }
    make(ownMake);
    return ownMake;
  }

  private void make(String path) throws IOException {
    try (DiskFile file = place.disk().open(path, Disk.Access.CREATE)) {
      SegmentFile.fill(file, 0, segmentBytes);
    }
  }

  void close() {
    state.set(State.CLOSED);
  }
}
