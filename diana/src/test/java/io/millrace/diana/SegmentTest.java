package io.millrace.diana;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.algorithm.TokenBucket;
import org.junit.jupiter.api.Test;

/** How those meet who want one segment. */
final class SegmentTest {

  private static final long SECOND = 1_000_000_000;

  private final Segment segment = new Segment(new TokenBucket(1, SECOND, 1), 8);

  /** Another thread finds it taken, and gets it when it is free. */
  private void meet() throws InterruptedException {
    segment.lock();
    Thread other =
        new Thread(() -> {
          segment.lock();
          segment.unlock();
        });
    other.start();
    while (!segment.hasQueuedThreads()) {
      Thread.onSpinWait();
    }
    segment.unlock();
    other.join();
  }

  /** Or who meets another by chance, hours later, would step aside for nothing. */
  @Test
  void shouldForgetALongCrowdAsSoonAsAShortOne() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      meet();
    }
    assertThat(segment.isCrowded()).isTrue();

    for (int i = 0; i < 10; i++) {
      segment.lock();
      segment.unlock();
    }
    assertThat(segment.isCrowded()).isFalse();
  }
}
