package io.millrace.checks.outside;

import io.millrace.journal.Frame;
import io.millrace.journal.FrameReader;
import io.millrace.journal.Log;
import io.millrace.journal.LogId;
import io.millrace.journal.Space;
import io.millrace.model.Recorded;
import io.millrace.model.wire.FactDecoder;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A log that tells a witness which facts are durable, before it tells its owner. A hasty one is
 * broken: its witness hears of a frame only when the next is appended, long after the owner did.
 */
final class WitnessedLog implements Log {

  private final Log log;
  private final Consumer<List<Recorded>> witness;
  private final boolean hasty;
  private List<Recorded> untold = List.of();

  WitnessedLog(Log log, Consumer<List<Recorded>> witness, boolean hasty) {
    this.log = log;
    this.witness = witness;
    this.hasty = hasty;
  }

  @Override
  public CompletableFuture<Long> append(Frame frame) {
    List<Recorded> facts =
        FactDecoder.decode(Arrays.copyOf(frame.payload(), frame.payloadLength()));
    if (hasty) {
      witness.accept(untold);
      untold = facts;
      return log.append(frame);
    }
    return log.append(frame)
        .thenApply(durable -> {
          witness.accept(facts);
          return durable;
        });
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
  public boolean holds(LogId log, long sequence) {
    return this.log.holds(log, sequence);
  }

  @Override
  public long sharedUpTo(LogId ancestor) {
    return log.sharedUpTo(ancestor);
  }

  @Override
  public CompletableFuture<Long> barrier() {
    return log.barrier();
  }

  @Override
  public Space space() {
    return log.space();
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
