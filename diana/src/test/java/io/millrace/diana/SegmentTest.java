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
    awaitParked(waiting);
    segment.unlock();
    waiting.join();
  }

  private static void awaitParked(Thread waiting) {
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  /** Or who meets another by chance, hours later, would step aside for nothing. */
  @Test
  void shouldForgetALongCrowdAsSoonAsAShortOne() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      meet(() -> {});
    }
    assertThat(segment.isCrowded()).isTrue();

    goOnAlone();
    assertThat(segment.isCrowded()).isFalse();
  }

  private void goOnAlone() {
    for (int i = 0; i < 10; i++) {
      segment.lock();
      segment.unlock();
    }
  }

  /** Or both would meet a dozen times before one of them steps aside again. */
  @Test
  void shouldHearOfACrowdFromWhoComesBack() throws InterruptedException {
    AtomicBoolean forgotten = new AtomicBoolean();
    AtomicBoolean cameBackBehind = new AtomicBoolean();
    AtomicBoolean crowded = new AtomicBoolean();
    while (!cameBackBehind.get()) { // nearly always the first time
      forgotten.set(false);
      for (int i = 0; i < 10; i++) {
        meet(() -> {});
      }
      segment.lock();
      Thread aside =
          new Thread(() -> {
            segment.lock();
            cameBackBehind.set(forgotten.get());
            crowded.set(segment.isCrowded());
            segment.unlock();
          });
      aside.start();
      awaitParked(aside);
      segment.unlock();
      goOnAlone();
      forgotten.set(true);
      aside.join();
    }
    assertThat(crowded).isTrue();
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
