package io.millrace.node;

import io.millrace.journal.FrameReader;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Recorded;
import io.millrace.model.wire.FactDecoder;
import io.millrace.model.wire.UnreadableFacts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Reads, checks and decodes the next frames of a log while the last is applied. Owned by who
 * applies; the reading is done by an executor that runs one task after the other.
 */
final class FramesAhead implements AutoCloseable {

  /** One being decoded while one waits; more would only fill memory. */
  private static final int AHEAD = 2;

  private final FrameReader reader;
  private final Executor elsewhere;
  private final FactDecoder decoder;
  private final Deque<CompletableFuture<@Nullable Decoded>> coming = new ArrayDeque<>(AHEAD);

  /**
   * Goes on where the reader stands.
   *
   * @param levelKnown the highest level of facts that can be applied
   */
  FramesAhead(FrameReader reader, int levelKnown, Executor elsewhere) {
    this.reader = reader;
    this.decoder = new FactDecoder(levelKnown);
    this.elsewhere = elsewhere;
  }

  /**
   * A frame with its facts.
   *
   * @param fault why it has fewer facts than it should
   */
  record Decoded(StoredFrame frame, List<Recorded> facts, @Nullable UnreadableFacts fault) {}

  /** The next frame, or null at the durable end; it may be called again when more is durable. */
  @Nullable Decoded next() {
    Decoded next = null;
    while (next == null && !coming.isEmpty()) {
      next = result(coming.removeFirst());
    }
    if (next == null) { // what was read ahead found the end; there may be more by now
      next = result(read());
    }
    while (next != null && coming.size() < AHEAD) {
      coming.addLast(read());
    }
    return next;
  }

  private CompletableFuture<@Nullable Decoded> read() {
    return CompletableFuture.supplyAsync(this::readNow, elsewhere);
  }

  private @Nullable Decoded readNow() {
    StoredFrame frame = reader.next();
    if (frame == null) {
      return null;
    }
    List<Recorded> facts = new ArrayList<>(frame.factCount());
    try {
      decoder.begin(frame.payload(), frame.payload().length);
      decoder.read(facts, Integer.MAX_VALUE);
      return new Decoded(frame, facts, null);
    } catch (UnreadableFacts e) {
      return new Decoded(frame, facts, e);
    }
  }

  private static @Nullable Decoded result(CompletableFuture<@Nullable Decoded> read) {
    try {
      return read.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** What is being read must be done with before the reader is closed. */
  @Override
  public void close() {
    for (CompletableFuture<@Nullable Decoded> read : coming) {
      var _ = read.handle((_, _) -> true).join();
    }
    coming.clear();
    reader.close();
  }
}
