package io.millrace.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.journal.FrameReader;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.Recorded;
import io.millrace.model.fact.TimePassed;
import io.millrace.model.wire.FactEncoder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FramesAheadTest {

  private final Written log = new Written();

  /** A log of frames with one fact each. */
  private static final class Written implements FrameReader {
    private final Deque<byte[]> payloads = new ArrayDeque<>();
    private long sequence;
    private boolean isClosed;

    void write(byte[] payload) {
      payloads.add(payload);
    }

    @Override
    public synchronized @Nullable StoredFrame next() {
      if (isClosed) {
        throw new IllegalStateException("read after it was closed");
      }
      byte[] payload = payloads.poll();
      if (payload == null) {
        return null;
      }
      if (payload.length == 0) {
        throw new IllegalStateException("damaged");
      }
      return new StoredFrame(++sequence, 1, 1, 0, 1, 0, 0, "a segment", payload);
    }

    @Override
    public synchronized void close() {
      isClosed = true;
    }
  }

  private static byte[] fact() {
    FactEncoder encoder = new FactEncoder();
    encoder.add(new Recorded(Level.CURRENT, null, 0, Actor.NODE, null, new TimePassed()));
    return Arrays.copyOf(encoder.array(), encoder.length());
  }

  private static long sequence(FramesAhead.@Nullable Decoded decoded) {
    return decoded == null ? 0 : decoded.frame().firstSequence();
  }

  @Test
  void shouldGiveFramesInOrderAndGoOnBehindTheEnd() {
    for (Executor elsewhere : new Executor[] {Runnable::run, Executors.newSingleThreadExecutor()}) {
      Written written = new Written();
      for (int i = 0; i < 5; i++) {
        written.write(fact());
      }
      FramesAhead frames = new FramesAhead(written, Level.CURRENT, elsewhere);
      for (int i = 1; i <= 5; i++) {
        assertThat(sequence(frames.next())).isEqualTo(i);
      }
      assertThat(frames.next()).isNull();
      written.write(fact());
      assertThat(sequence(frames.next())).as("at once").isEqualTo(6);
      assertThat(frames.next()).isNull();
      frames.close();
      if (elsewhere instanceof ExecutorService thread) {
        thread.close();
      }
    }
  }

  @Test
  void shouldReadWhatComesNextWhileTheLastIsApplied() {
    for (int i = 0; i < 5; i++) {
      log.write(fact());
    }
    try (FramesAhead frames = new FramesAhead(log, Level.CURRENT, Runnable::run)) {
      assertThat(sequence(frames.next())).isEqualTo(1);
      assertThat(log.payloads).as("two of five are ahead").hasSize(2);
    }
  }

  @Test
  void shouldTellOfDamageWhenItIsReachedAndNotBefore() {
    log.write(fact());
    log.write(new byte[] {(byte) 0xff});
    log.write(new byte[0]);
    try (FramesAhead frames = new FramesAhead(log, Level.CURRENT, Runnable::run)) {
      assertThat(sequence(frames.next())).isEqualTo(1);
      FramesAhead.Decoded unreadable = frames.next();
      assertThat(unreadable).isNotNull().extracting(FramesAhead.Decoded::fault).isNotNull();
      assertThatThrownBy(frames::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("damaged");
    }
  }

  @Test
  void shouldCloseTheReaderWhenNobodyReadsAnyMore() {
    for (int i = 0; i < 5; i++) {
      log.write(fact());
    }
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      FramesAhead frames = new FramesAhead(log, Level.CURRENT, thread);
      frames.next();
      frames.close();
      assertThat(log.isClosed).isTrue();
      assertThat(log.payloads).as("what was under way was done with").hasSize(2);
    }
  }
}
