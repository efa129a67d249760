package io.millrace.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DatesTest {
  private final AtomicLong wallMillis =
      new AtomicLong(Instant.parse("2026-11-08T09:00:00Z").toEpochMilli());
  private final AtomicLong nanos = new AtomicLong(-5);
  private final Dates dates = new Dates(() -> Instant.ofEpochMilli(wallMillis.get()), nanos::get);

  @Test
  void shouldGoOnWhenTheWallClockIsSetBack() {
    assertThat(dates.now().get()).isEqualTo("Sun, 08 Nov 2026 09:00:00 GMT");
    wallMillis.addAndGet(-Duration.ofHours(1).toMillis());
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(dates.now().get()).isEqualTo("Sun, 08 Nov 2026 08:00:00 GMT");
  }

  @Test
  void shouldBePutIntoWordsOnceASecond() {
    Object first = dates.now();
    nanos.addAndGet(Duration.ofMillis(999).toNanos());
    assertThat(dates.now()).isSameAs(first);
  }
}
