package io.millrace.node.follow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShareTest {

  private static final long WORKED = 10_000_000;

  private boolean waiting;

  private Share share(int followers) {
    return new Share(() -> waiting, followers);
  }

  @Test
  void shouldTakeAllWhileNobodyWaits() {
    Share share = share(1);
    assertThat(share.isBusy(0)).isFalse();
    assertThat(share.restNanos(WORKED, share.isBusy(1))).isZero();
  }

  @Test
  void shouldTakeAFifthTogetherWhileSomebodyWaits() {
    for (int followers = 1; followers <= 4; followers++) {
      long rest = share(followers).restNanos(WORKED, true);
      double part = (double) WORKED / (WORKED + rest);
      assertThat(part * followers).isEqualTo(1.0 / Share.PARTS);
    }
  }

  /** A writer that has just emptied its queue has another before the follower looks again. */
  @Test
  void shouldStayBusyForAMomentAfterTheQueueWasEmptied() {
    Share share = share(1);
    long now = Long.MAX_VALUE - 5; // a clock's zero means nothing, and it may wrap
    waiting = true;
    assertThat(share.isBusy(now)).isTrue();
    waiting = false;
    assertThat(share.isBusy(now + Share.BUSY_NANOS - 1)).isTrue();
    assertThat(share.isBusy(now + Share.BUSY_NANOS)).isFalse();
  }

  @Test
  void shouldNotRestForEverAfterALongStep() {
    assertThat(share(1).restNanos(3_600_000_000_000L, true)).isEqualTo(Share.REST_NANOS_MAX);
  }
}
