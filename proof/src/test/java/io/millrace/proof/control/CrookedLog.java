package io.millrace.proof.control;

import io.millrace.journal.Frame;
import io.millrace.journal.FrameReader;
import io.millrace.journal.Log;
import io.millrace.journal.LogId;
import io.millrace.journal.Space;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Another log, with one protection less. */
class CrookedLog implements Log {
  private final Log log;

  CrookedLog(Log log) {
    this.log = log;
  }

  /** Says that a frame is durable as soon as it is on its way. */
  static final class WithoutWaiting extends CrookedLog {
    private CompletableFuture<Long> before = CompletableFuture.completedFuture(0L);

    WithoutWaiting(Log log) {
      super(log);
    }

    @Override
    public CompletableFuture<Long> append(Frame frame) {
      boolean mayRun = before.isDone();
      before = super.append(frame);
      return mayRun ? CompletableFuture.completedFuture(frame.lastSequence()) : before;
    }
  }

  /** Counts no openings. */
  static final class WithoutEpochs extends CrookedLog {
    WithoutEpochs(Log log) {
      super(log);
    }

    @Override
    public long epoch() {
      return 1;
    }
  }

  @Override
  public LogId id() {
    return log.id();
  }

  @Override
  public long epoch() {
    return log.epoch();
  }

  @Override
  public long lastSequence() {
    return log.lastSequence();
  }

  @Override
  public long firstSequence() {
    return log.firstSequence();
  }

  @Override
  public boolean holds(LogId id, long sequence) {
    return log.holds(id, sequence);
  }

  @Override
  public long sharedUpTo(LogId ancestor) {
    return log.sharedUpTo(ancestor);
  }

  @Override
  public CompletableFuture<Long> append(Frame frame) {
    return log.append(frame);
  }

  @Override
  public CompletableFuture<Long> barrier() {
    return log.barrier();
  }

  @Override
  public FrameReader read(long fromSequence) {
    return log.read(fromSequence);
  }

  @Override
  public long readableBehind(long sequence) {
    return log.readableBehind(sequence);
  }

  @Override
  public Space space() {
    return log.space();
  }

  @Override
  public boolean archiveSome(long upToSequence) throws IOException {
    return log.archiveSome(upToSequence);
  }

  @Override
  public boolean dropArchived(long beforeMillis) throws IOException {
    return log.dropArchived(beforeMillis);
  }

  @Override
  public void trim(long toSequence) {
    log.trim(toSequence);
  }

  @Override
  public void close() {
    log.close();
  }
}
