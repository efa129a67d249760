package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.junit.jupiter.api.Test;

class SalesBookTest {

  private static final Instant FIRST_ORDERS = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant FAR_AHEAD = Instant.parse("2060-01-01T00:00:00Z");

  /** What sums of quarters rest on. */
  @Test
  void shouldCutNoQuarterOfAnHourInAnyTimeZone() {
    for (String id : ZoneId.getAvailableZoneIds()) {
      ZoneRules rules = ZoneId.of(id).getRules();
      assertWhole(id, rules.getOffset(FIRST_ORDERS).getTotalSeconds());
      for (ZoneOffsetTransition moved = rules.nextTransition(FIRST_ORDERS);
          moved != null && moved.getInstant().isBefore(FAR_AHEAD);
          moved = rules.nextTransition(moved.getInstant())) {
        assertWhole(id, moved.getOffsetAfter().getTotalSeconds());
        assertWhole(id, moved.toEpochSecond());
      }
    }
  }

  private static void assertWhole(String zone, long seconds) {
    assertThat(seconds * 1_000 % SalesBook.QUARTER_MILLIS).as(zone).isZero();
  }
}
