package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.journal.AheadOfLogException;
import io.millrace.journal.Frame;
import io.millrace.journal.FrameReader;
import io.millrace.journal.Log;
import io.millrace.journal.LogFailed;
import io.millrace.journal.LogId;
import io.millrace.journal.StoredFrame;
import io.millrace.journal.TrimmedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every log keeps. A subclass brings one implementation, on an executor that it steps. */
public abstract class LogContract {

  protected static final LogId ID = new LogId(0x0123_4567_89AB_CDEFL, 0x0F1E_2D3C_4B5A_6978L);

  /** Where the log's work waits until a test lets it run. */
  protected final TaskQueue tasks = new TaskQueue();

  /** Creates the log the first time, and opens what is there after that. */
  protected abstract Log open() throws IOException;

  /** The next frame cannot be made durable. */
  protected abstract void failNextForce();

  @Test
  void shouldBeEmptyWhenNew() throws IOException {
    try (Log log = open();
        FrameReader reader = log.read(1)) {
      assertThat(log.id()).isEqualTo(ID);
      assertThat(log.epoch()).isEqualTo(1);
      assertThat(log.lastSequence()).isZero();
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void shouldGiveBackWhatWasAppended() throws IOException {
    try (Log log = open()) {
      appendAll(log, 1, 10);
      assertThat(readAll(log, 1))
          .usingRecursiveFieldByFieldElementComparatorOnFields(
              "firstSequence",
              "factCount",
              "timeMillis",
              "digestAfter",
              "payload",
              "epoch",
              "shard")
          .containsExactlyElementsOf(stored(1, 10, 1));
    }
  }

  @Test
  void shouldKeepEverythingWhenReopened() throws IOException {
    for (int opening = 1; opening <= 4; opening++) {
      try (Log log = open()) {
        assertThat(log.epoch()).isEqualTo(opening);
        assertThat(log.id()).isEqualTo(ID);
        assertThat(log.lastSequence()).isEqualTo(lastOf(10 * (opening - 1)));
        appendAll(log, 10 * (opening - 1) + 1, 10 * opening);
        List<StoredFrame> frames = readAll(log, 1);
        assertThat(frames).hasSize(10 * opening);
        assertThat(frames.getLast().epoch()).isEqualTo(opening);
        assertThat(frames.getFirst().epoch()).isEqualTo(1);
      }
    }
  }

  @Test
  void shouldCountAnOpenThatWroteNothing() throws IOException {
    open().close();
    open().close();
    try (Log log = open()) {
      assertThat(log.epoch()).isEqualTo(3);
    }
  }

  @Test
  void shouldBeDurableOnlyWhenTheFutureSaysSo() throws IOException {
    try (Log log = open();
        FrameReader reader = log.read(1)) {
      CompletableFuture<Long> future = log.append(frame(1));
      assertThat(future).isNotDone();
      assertThat(log.lastSequence()).isZero();
      assertThat(reader.next()).isNull();
      tasks.runAll();
      assertThat(future).isCompletedWithValue(lastOf(1));
      assertThat(log.lastSequence()).isEqualTo(lastOf(1));
      assertThat(reader.next()).isNotNull();
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void shouldTakeOneFrameBehindTheOneBeingForcedAndNoMore() throws IOException {
    Log log = open();
    CompletableFuture<Long> one = log.append(frame(1));
    CompletableFuture<Long> two = log.append(frame(2));
    assertThatThrownBy(() -> log.append(frame(3))).isInstanceOf(IllegalStateException.class);
    tasks.runAll();
    assertThat(one).isCompletedWithValue(lastOf(1));
    assertThat(two).isCompletedWithValue(lastOf(2));
    appendAll(log, 3, 3);
    log.close();
  }

  @Test
  void shouldCopyThePayloadBeforeAppendReturns() throws IOException {
    try (Log log = open()) {
      byte[] payload = {1, 2, 3, 4};
      CompletableFuture<Long> future = log.append(new Frame(1, 1, 5, 6, payload, 3));
      payload[0] = 99;
      tasks.runAll();
      assertThat(future).isCompletedWithValue(1L);
      assertThat(readAll(log, 1).getFirst().payload()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void shouldRefuseAGapAndARepetition() throws IOException {
    try (Log log = open()) {
      appendAll(log, 1, 2);
      for (long wrong : new long[] {1, lastOf(2), lastOf(2) + 2}) {
        Frame gap = new Frame(wrong, 1, 0, 0, new byte[0], 0);
        assertThatThrownBy(() -> log.append(gap)).isInstanceOf(IllegalStateException.class);
      }
      appendAll(log, 3, 3);
    }
  }

  @Test
  void shouldTellABarrierWhenAllBeforeItIsDurable() throws IOException {
    try (Log log = open()) {
      assertThat(log.barrier()).isCompletedWithValue(0L);
      CompletableFuture<Long> frame = log.append(frame(1));
      CompletableFuture<Long> barrier = log.barrier();
      assertThat(barrier).isNotDone();
      tasks.runAll();
      assertThat(frame).isCompletedWithValue(lastOf(1));
      assertThat(barrier).isCompletedWithValue(lastOf(1));
    }
  }

  @Test
  void shouldStartWithTheFrameThatHoldsTheSequence() throws IOException {
    try (Log log = open()) {
      appendAll(log, 1, 30);
      for (int i = 1; i <= 30; i++) {
        for (long sequence = lastOf(i - 1) + 1; sequence <= lastOf(i); sequence++) {
          try (FrameReader reader = log.read(sequence)) {
            StoredFrame frame = Objects.requireNonNull(reader.next());
            assertThat(frame.lastSequence()).isEqualTo(lastOf(i));
          }
        }
      }
    }
  }

  @Test
  void shouldSayWhereReadingCanBeginAnew() throws IOException {
    try (Log log = open()) {
      appendAll(log, 1, 60);
      int parts = 0;
      long begin = 1;
      while (begin <= log.lastSequence()) {
        try (FrameReader reader = log.read(begin)) {
          assertThat(Objects.requireNonNull(reader.next()).firstSequence()).isEqualTo(begin);
        }
        long behind = log.readableBehind(begin);
        assertThat(behind).isGreaterThan(begin);
        assertThat(log.readableBehind(behind - 1)).as("of all that lies there").isEqualTo(behind);
        begin = behind;
        parts++;
      }
      assertThat(begin).isEqualTo(lastOf(60) + 1);
      assertThat(parts).isGreaterThan(1);
      log.trim(lastOf(50) + 1);
      assertThat(log.readableBehind(1)).isEqualTo(log.firstSequence()).isGreaterThan(1);
    }
  }

  @Test
  void shouldFollowTheLogWhileItGrows() throws IOException {
    try (Log log = open();
        FrameReader reader = log.read(1)) {
      for (int i = 1; i <= 40; i++) {
        appendAll(log, i, i);
        StoredFrame frame = Objects.requireNonNull(reader.next());
        assertThat(frame.payload()).isEqualTo(frame(i).payload());
        assertThat(reader.next()).isNull();
      }
    }
  }

  @Test
  void shouldRefuseToReadAheadOfTheLog() throws IOException {
    try (Log log = open()) {
      appendAll(log, 1, 2);
      log.read(lastOf(2) + 1).close();
      assertThatThrownBy(() -> log.read(lastOf(2) + 2))
          .isInstanceOf(AheadOfLogException.class)
          .hasMessageContaining("ahead of the log");
    }
  }

  @Test
  void shouldKeepWhatATrimWasNotAskedToDrop() throws IOException {
    try (Log log = open()) {
      appendAll(log, 1, 60);
      assertThat(log.firstSequence()).isEqualTo(1);
      long keep = lastOf(50) + 1;
      log.trim(keep);
      assertThat(log.firstSequence()).isBetween(2L, keep);
      assertThat(readAll(log, log.firstSequence())).hasSizeGreaterThanOrEqualTo(10);
      assertThat(readAll(log, keep)).hasSize(10);
      assertThatThrownBy(() -> log.read(1).close())
          .isInstanceOf(TrimmedException.class)
          .hasMessageContaining("trimmed");
      appendAll(log, 61, 62);
    }
    try (Log log = open()) {
      assertThat(readAll(log, lastOf(50) + 1)).hasSize(12);
      assertThatThrownBy(() -> log.read(1).close()).isInstanceOf(TrimmedException.class);
    }
  }

  @Test
  void shouldTellAReaderThatATrimOvertookIt() throws IOException {
    try (Log log = open();
        FrameReader reader = log.read(1)) {
      appendAll(log, 1, 60);
      log.trim(lastOf(60));
      assertThatThrownBy(reader::next).isInstanceOf(TrimmedException.class);
    }
  }

  @Test
  void shouldStayFailedOnceAForceFailed() throws IOException {
    Log log = open();
    appendAll(log, 1, 3);
    failNextForce();
    CompletableFuture<Long> failing = log.append(frame(4));
    CompletableFuture<Long> behind = log.append(frame(5));
    CompletableFuture<Long> barrier = log.barrier();
    tasks.runAll();
    assertFailed(failing);
    assertFailed(behind);
    assertFailed(barrier);
    assertFailed(log.append(frame(6)));
    assertFailed(log.append(frame(7)));
    assertFailed(log.barrier());
    assertThat(log.lastSequence()).isEqualTo(lastOf(3));
    assertThat(readAll(log, 1)).hasSize(3);
    log.close();
    try (Log again = open()) {
      assertThat(again.lastSequence()).isIn(lastOf(3), lastOf(4));
    }
  }

  @Test
  void shouldFailWhatIsQueuedWhenItIsClosed() throws IOException {
    Log log = open();
    CompletableFuture<Long> queued = log.append(frame(1));
    log.close();
    tasks.runAll();
    assertFailed(queued);
    assertFailed(log.append(frame(2)));
    open().close();
  }

  /** Frame number i: 1 to 3 facts, so many bytes that it takes one to three blocks. */
  protected static Frame frame(int i) {
    byte[] payload = new byte[(i * 797) % 9_000];
    for (int at = 0; at < payload.length; at++) {
      payload[at] = (byte) (i + at);
    }
    return new Frame(lastOf(i - 1) + 1, facts(i), 1_000L + i, 77L * i, payload, payload.length);
  }

  protected static int facts(int i) {
    return 1 + i % 3;
  }

  protected static long lastOf(int frames) {
    long last = 0;
    for (int i = 1; i <= frames; i++) {
      last += facts(i);
    }
    return last;
  }

  /** What else happens to the log while a test appends to it. */
  protected void afterFrame(Log log) throws IOException {
    // nothing, to a log that has no other work
  }

  protected final void appendAll(Log log, int from, int to) throws IOException {
    for (int i = from; i <= to; i++) {
      CompletableFuture<Long> future = log.append(frame(i));
      tasks.runAll();
      assertThat(future).isCompletedWithValue(lastOf(i));
      afterFrame(log);
    }
  }

  protected static List<StoredFrame> readAll(Log log, long from) {
    List<StoredFrame> frames = new ArrayList<>();
    try (FrameReader reader = log.read(from)) {
      for (@Nullable StoredFrame frame = reader.next(); frame != null; frame = reader.next()) {
        frames.add(frame);
      }
    }
    return frames;
  }

  private static List<StoredFrame> stored(int from, int to, long epoch) {
    List<StoredFrame> frames = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      Frame f = frame(i);
      frames.add(
          new StoredFrame(
              f.firstSequence(),
              f.factCount(),
              f.timeMillis(),
              f.digestAfter(),
              epoch,
              0,
              0,
              "",
              f.payload()));
    }
    return frames;
  }

  private static void assertFailed(CompletableFuture<Long> future) {
    assertThat(future).isCompletedExceptionally();
    assertThat(future.exceptionNow()).isInstanceOf(LogFailed.class);
  }
}
