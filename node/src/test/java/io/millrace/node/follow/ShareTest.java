package io.millrace.node.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
  void shouldTakeAFifthTogetherWhileSomebodyWaitsHoweverManyTheyAre() {
    for (int followers : new int[] {1, 2, 3, 9, 64, 67}) {
      for (long worked : new long[] {WORKED, 20 * WORKED, 40 * WORKED}) {
        long rest = share(followers).restNanos(worked, true);
        double part = (double) worked / (worked + rest);
        assertThat(part * followers)
            .as("%s of %s ms", followers, worked / 1_000_000)
            .isCloseTo(1.0 / Share.PARTS, within(1e-9));
      }
    }
  }

  @Test
  void shouldEndARestWhenNobodyHasWaitedForAWhile() {
    Share share = share(64);
    waiting = true;
    assertThat(share.isPeakOver(0)).isFalse();
    waiting = false;
    assertThat(share.isPeakOver(Share.BUSY_NANOS + 150_000_000)).as("a short gap").isFalse();
    waiting = true;
    assertThat(share.isPeakOver(300_000_000)).isFalse();
    waiting = false;
    assertThat(share.isPeakOver(600_000_000)).isTrue();
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
    assertThat(share(3).restNanos(3_600_000_000_000L, true)).isEqualTo(3 * Share.REST_NANOS_MAX);
  }
}
