package io.millrace.testkit;

import io.millrace.journal.AheadOfLogException;
import io.millrace.journal.Frame;
import io.millrace.journal.FrameReader;
import io.millrace.journal.Log;
import io.millrace.journal.LogFailed;
import io.millrace.journal.LogId;
import io.millrace.journal.Space;
import io.millrace.journal.StoredFrame;
import io.millrace.journal.TrimmedException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory twin of the file log, held to the same contract. A frame is durable when the
 * executor has run its task. For one thread, as a test is.
 */
public final class MemoryLog implements Log {

  /** One frame being forced, one queued behind it. */
  private static final int PENDING_MAX = 2;

  private final MemoryLogStore store;
  private final Executor executor;
  private final long epoch;
  private long appended;
  private int pending;
  private boolean closed;
  private @Nullable LogFailed failure;
  private CompletableFuture<Long> newest;

  private MemoryLog(MemoryLogStore store, Executor executor) {
    this.store = store;
    this.executor = executor;
    this.epoch = ++store.epoch;
    this.appended = store.lastSequence();
    this.newest = CompletableFuture.completedFuture(appended);
  }

  public static MemoryLog open(MemoryLogStore store, Executor executor) {
    return new MemoryLog(store, executor);
  }

  @Override
  public LogId id() {
    return store.id;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long lastSequence() {
    return store.lastSequence();
  }

  @Override
  public long firstSequence() {
    return store.firstSequence;
  }

  @Override
  public boolean holds(LogId log, long sequence) {
    return log.equals(store.id) && sequence <= store.lastSequence();
  }

  @Override
  public long sharedUpTo(LogId ancestor) {
    return 0;
  }

  @Override
  public CompletableFuture<Long> append(Frame frame) {
    LogFailed refusal = closed ? new LogFailed("The log is closed") : failure;
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    if (frame.firstSequence() != appended + 1) {
      throw new IllegalStateException("A frame begins where the last one ended");
    }
    if (pending == PENDING_MAX) {
      throw new IllegalStateException("One frame may wait behind the one being forced");
    }
    pending++;
    appended = frame.lastSequence();
    StoredFrame stored =
        new StoredFrame(
            frame.firstSequence(),
            frame.factCount(),
            frame.timeMillis(),
            frame.digestAfter(),
            epoch,
            store.shard,
            0,
            "memory",
            Arrays.copyOf(frame.payload(), frame.payloadLength()));
    CompletableFuture<Long> future = new CompletableFuture<>();
    newest = future;
    executor.execute(() -> settle(stored, future));
    return future;
  }

  private void settle(StoredFrame frame, CompletableFuture<Long> future) {
    pending--;
    if (failure == null && (closed || store.takeFailure())) {
      failure = new LogFailed(closed ? "The log was closed meanwhile" : "The log failed");
    }
    if (failure == null) {
      store.frames.add(frame);
      future.complete(frame.lastSequence());
    } else {
      future.completeExceptionally(failure);
    }
  }

  @Override
  public CompletableFuture<Long> barrier() {
    return failure == null ? newest.copy() : CompletableFuture.failedFuture(failure);
  }

  @Override
  public Space space() {
    return store.space;
  }

  @Override
  public FrameReader read(long fromSequence) {
    if (fromSequence > lastSequence() + 1) {
      throw new AheadOfLogException(fromSequence, lastSequence());
    }
    if (fromSequence < store.firstSequence) {
      throw new TrimmedException(fromSequence, store.firstSequence);
    }
    return new Reader(fromSequence);
  }

  /** Each frame lies by itself. */
  @Override
  public long readableBehind(long sequence) {
    for (StoredFrame frame : store.frames) {
      if (frame.firstSequence() > sequence) {
        return frame.firstSequence();
      }
    }
    return lastSequence() + 1;
  }

  /** Memory has no better place to move to. */
  @Override
  public boolean archiveSome(long upToSequence) {
    return false;
  }

  /** Memory has no archive. */
  @Override
  public boolean dropArchived(long beforeMillis) {
    return false;
  }

  @Override
  public void trim(long toSequence) {
    while (!store.frames.isEmpty() && store.frames.getFirst().lastSequence() < toSequence) {
      store.firstSequence = store.frames.removeFirst().lastSequence() + 1;
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private final class Reader implements FrameReader {
    private long wanted;

    Reader(long wanted) {
      this.wanted = wanted;
    }

    @Override
    public @Nullable StoredFrame next() {
      if (wanted < store.firstSequence) {
        throw new TrimmedException(wanted, store.firstSequence);
      }
      for (StoredFrame frame : store.frames) {
        if (frame.lastSequence() >= wanted) {
          wanted = frame.lastSequence() + 1;
          return frame;
        }
      }
      return null;
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
