package io.millrace.delivery.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Pace pace = new Pace();

  @Test
  void shouldGrowByOneARoundUpToABound() {
    int before = pace.allowed();
    assertThat(before).isEqualTo(Pace.FIRST);
    for (int i = 0; i <= before; i++) {
      pace.succeeded();
    }
    assertThat(pace.allowed()).isEqualTo(before + 1);
    for (int i = 0; i < Pace.MAX * Pace.MAX; i++) {
      pace.succeeded();
    }
    assertThat(pace.allowed()).isEqualTo(Pace.MAX);
  }

  @Test
  void shouldHalveOnceForThoseThatFailTogetherAndNeverStop() {
    for (int i = 0; i < Pace.MAX * Pace.MAX; i++) {
      pace.succeeded();
    }
    for (int i = 0; i < Pace.MAX; i++) {
      pace.failed(5);
    }
    assertThat(pace.allowed()).isEqualTo(Pace.MAX / 2);
    for (int i = 1; i < 20; i++) {
      pace.failed(5 + i * SECOND);
    }
    assertThat(pace.allowed()).isEqualTo(1);
  }
}
