package io.millrace.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two files of zeros ready for the next segments, made on the spare executor. Their blocks
 * are taken, so no frame that is written to one can meet a full disk. If none is ready when it is
 * needed, the sync thread makes one itself: waiting for the other executor could wait forever where
 * both are the same thread.
 *
 * <p>Two, and not one: an opening throws spares away, because after a crash nobody knows whether
 * they were forced, and what they gave back must hold a copy of the last segment and the segment
 * behind it.
 */
final class Spares {

  static final int KEPT = 2;

  private final LogPlace place;
  private final Executor executor;
  private final long segmentBytes;
  private final long epoch;

  // Guarded by this.
  private final Deque<String> ready = new ArrayDeque<>(KEPT);
  private long made;
  private boolean underWay;
  private boolean closed;

  /** The epoch in the names keeps a slow executor of a closed log off its successor's files. */
  Spares(FileLogSettings settings, long epoch) {
    this.place = settings.place();
    this.executor = settings.threads().spare();
    this.segmentBytes = settings.segmentBytes();
    this.epoch = epoch;
  }

  long segmentBytes() {
    return segmentBytes;
  }

  /** Begins to make what is missing. */
  synchronized void prepare() {
    if (closed || underWay || ready.size() >= KEPT) {
      return;
    }
    underWay = true;
    try {
      executor.execute(this::makeSpare);
    } catch (RejectedExecutionException _) {
      underWay = false; // a roll then makes its own
    }
  }

  private void makeSpare() {
    String path = nextPath();
    if (path == null) {
      return; // closed before it began
    }
    boolean whole = false;
    try {
      if (place.disk().usableBytes(place.directory()) >= segmentBytes) {
        make(path);
        whole = true;
      }
    } catch (IOException _) {
      // Nothing is lost yet: a roll makes its own and, if that fails too, fails the log aloud.
    } finally {
      keep(path, whole);
    }
    if (whole) {
      prepare();
    }
  }

  private synchronized @Nullable String nextPath() {
    underWay = !closed;
    return closed ? null : place.path("spare-" + epoch + "-" + ++made + SegmentName.UNFINISHED);
  }

  private synchronized void keep(String path, boolean whole) {
    underWay = false;
    if (whole) {
      ready.add(path);
    }
  }

  /** How many are ready, so that {@link #take} will not have to make one. */
  synchronized int ready() {
    return ready.size();
  }

  /** The path of a file of zeros that is forced; the caller renames it. */
  String take() throws IOException {
    String spare = poll();
    if (spare != null) {
      return spare;
    }
    String own = place.path("roll-" + epoch + SegmentName.UNFINISHED);
    make(own);
    return own;
  }

  private synchronized @Nullable String poll() {
    return ready.poll();
  }

  /** All of it or nothing: what a full disk left of it would only fill the disk. */
  private void make(String path) throws IOException {
    try (DiskFile file = place.disk().open(path, Disk.Access.CREATE)) {
      SegmentFile.fill(file, 0, segmentBytes);
    } catch (IOException failed) {
      place.disk().delete(path);
      throw failed;
    }
  }

  synchronized void close() {
    closed = true;
  }
}
