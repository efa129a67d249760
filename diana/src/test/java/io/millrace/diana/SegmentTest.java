package io.millrace.diana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.millrace.diana.algorithm.TokenBucket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How those meet who want one segment. */
final class SegmentTest {

  private static final long SECOND = 1_000_000_000;

  private final Segment segment = new Segment(new TokenBucket(1, SECOND, 1), 8);

  /** Another thread finds it taken, and gets it when it is free. */
  private void meet(Runnable other) throws InterruptedException {
    segment.lock();
    Thread waiting =
        new Thread(() -> {
          other.run();
          segment.lock();
          segment.unlock();
        });
    waiting.start();
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    segment.unlock();
    waiting.join();
  }

  /** Or who meets another by chance, hours later, would step aside for nothing. */
  @Test
  void shouldForgetALongCrowdAsSoonAsAShortOne() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      meet(() -> {});
    }
    assertThat(segment.isCrowded()).isTrue();

    for (int i = 0; i < 10; i++) {
      segment.lock();
      segment.unlock();
    }
    assertThat(segment.isCrowded()).isFalse();
  }

  /** Or a thousand gauges would hold up whoever decides, and be held up. */
  @Test
  void shouldBeReportedWithoutItsLock() {
    Counts counts = new Counts(new TokenBucket(1, SECOND, 1), 1);
    Segment taken = counts.segment(0);
    taken.lock();
    try {
      assertTimeoutPreemptively(
          Duration.ofMinutes(1),
          () -> {
            assertThat(counts.keys()).isZero();
            assertThat(counts.bytes()).isPositive();
          });
    } finally {
      taken.unlock();
    }
  }

  /** Or it would spin for as long as it waits: nobody parks who is interrupted. */
  @Test
  void shouldParkWhoIsInterrupted() throws InterruptedException {
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    meet(() -> {
      Thread.currentThread().interrupt();
      segment.lock();
      segment.unlock();
      stillInterrupted.set(Thread.interrupted());
    });
    assertThat(stillInterrupted).isTrue();
  }
}
