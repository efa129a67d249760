package io.millrace.model.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.read.Periods.Period;
import io.millrace.model.read.Periods.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PeriodsTest {

  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final ZoneId LORD_HOWE = ZoneId.of("Australia/Lord_Howe");

  private static long at(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  private static List<Period> day(ZoneId zone, String noon, Step step) {
    Period day = new Periods(zone, Step.DAY).cut(at(noon), at(noon) + 1, 1).getFirst();
    return new Periods(zone, step).cut(day.fromMillis(), day.toMillis(), 30);
  }

  private static List<String> names(List<Period> periods) {
    return periods.stream().map(Period::name).toList();
  }

  private static Duration length(Period period) {
    return Duration.ofMillis(period.toMillis() - period.fromMillis());
  }

  @Test
  void shouldHaveAnHourTwiceWhereClocksAreSetBack() {
    List<Period> hours = day(NEW_YORK, "2026-11-01T17:00:00Z", Step.HOUR);
    assertThat(hours).hasSize(25).allMatch(hour -> length(hour).equals(Duration.ofHours(1)));
    assertThat(names(hours))
        .startsWith(
            "2026-11-01T00:00-04:00",
            "2026-11-01T01:00-04:00",
            "2026-11-01T01:00-05:00",
            "2026-11-01T02:00-05:00");
  }

  @Test
  void shouldLeaveAnHourOutWhereClocksAreSetForward() {
    List<Period> hours = day(NEW_YORK, "2027-03-14T17:00:00Z", Step.HOUR);
    assertThat(hours).hasSize(23);
    assertThat(names(hours))
        .startsWith("2027-03-14T00:00-05:00", "2027-03-14T01:00-05:00", "2027-03-14T03:00-04:00");
  }

  @Test
  void shouldCutAnHourWhereClocksAreMovedByHalfOfOne() {
    List<Period> back = day(LORD_HOWE, "2027-04-04T02:00:00Z", Step.HOUR);
    assertThat(names(back))
        .startsWith(
            "2027-04-04T00:00+11:00",
            "2027-04-04T01:00+11:00",
            "2027-04-04T01:30+10:30",
            "2027-04-04T02:00+10:30");
    assertThat(length(back.get(2))).isEqualTo(Duration.ofMinutes(30));
    List<Period> forward = day(LORD_HOWE, "2027-10-03T02:00:00Z", Step.HOUR);
    assertThat(names(forward))
        .startsWith(
            "2027-10-03T00:00+10:30",
            "2027-10-03T01:00+10:30",
            "2027-10-03T02:30+11:00",
            "2027-10-03T03:00+11:00");
    assertThat(length(day(LORD_HOWE, "2027-04-04T02:00:00Z", Step.DAY).getFirst()))
        .isEqualTo(Duration.ofMinutes(24 * 60 + 30));
  }

  @Test
  void shouldBeginADayWithoutMidnightWhenItBegins() {
    Period day = day(ZoneId.of("America/Havana"), "2027-03-14T17:00:00Z", Step.DAY).getFirst();
    assertThat(day.name()).isEqualTo("2027-03-14");
    assertThat(length(day)).isEqualTo(Duration.ofHours(23));
  }

  @Test
  void shouldLeaveNoGapWhateverTheZone() {
    for (String id : ZoneId.getAvailableZoneIds()) {
      for (Step step : Step.values()) {
        Periods calendar = new Periods(ZoneId.of(id), step);
        long from = at("2026-10-20T12:34:56.789Z");
        List<Period> periods = calendar.cut(from, at("2026-11-10T00:00:00Z"), 600);
        assertThat(periods.getFirst().fromMillis()).isLessThanOrEqualTo(from);
        for (int i = 1; i < periods.size(); i++) {
          assertThat(periods.get(i).fromMillis())
              .as("%s %s", id, periods.get(i))
              .isEqualTo(periods.get(i - 1).toMillis())
              .isLessThan(periods.get(i).toMillis());
        }
        assertThat(names(periods)).as(id).doesNotHaveDuplicates();
        List<Period> before = calendar.before(periods);
        assertThat(before).as(id).hasSameSizeAs(periods);
        assertThat(before.getLast().toMillis()).isEqualTo(periods.getFirst().fromMillis());
      }
    }
  }

  @Test
  void shouldFindTheSameHourDayAndMonthAYearAgo() {
    assertThat(yearBefore(Step.MONTH, "2028-02-10T12:00:00Z")).isEqualTo("2027-02");
    assertThat(yearBefore(Step.DAY, "2028-02-28T12:00:00Z")).isEqualTo("2027-02-28");
    assertThat(yearBefore(Step.DAY, "2028-02-29T12:00:00Z")).as("there was none").isEmpty();
    assertThat(yearBefore(Step.DAY, "2029-03-01T12:00:00Z")).isEqualTo("2028-03-01");
    assertThat(yearBefore(Step.HOUR, "2027-11-01T05:30:00Z")).isEqualTo("2026-11-01T01:00-04:00");
    assertThat(yearBefore(Step.HOUR, "2028-03-14T06:30:00Z"))
        .as("the clocks left it out")
        .isEmpty();
    assertThat(yearBefore(Step.HOUR, "2027-11-07T06:30:00Z"))
        .as("it was there once")
        .isEqualTo("2026-11-07T01:00-05:00");
  }

  /** Samoa had no 30 December 2011. */
  @Test
  void shouldMissADayThatWasLeftOut() {
    ZoneId apia = ZoneId.of("Pacific/Apia");
    assertThat(yearBefore(apia, Step.DAY, "2012-12-29T22:00:00Z")).isEmpty();
    assertThat(yearBefore(apia, Step.DAY, "2012-12-30T22:00:00Z")).isEqualTo("2011-12-31");
    Periods calendar = new Periods(apia, Step.DAY);
    List<Period> days = calendar.cut(at("2012-01-01T12:00:00Z"), at("2012-01-03T12:00:00Z"), 9);
    assertThat(names(days)).containsExactly("2012-01-02", "2012-01-03", "2012-01-04");
    assertThat(names(calendar.before(days)))
        .containsExactly("2011-12-29", "2011-12-31", "2012-01-01");
  }

  private static String yearBefore(Step step, String time) {
    return yearBefore(NEW_YORK, step, time);
  }

  private static String yearBefore(ZoneId zone, Step step, String time) {
    Periods calendar = new Periods(zone, step);
    Period period = calendar.cut(at(time), at(time) + 1, 1).getFirst();
    Period before = calendar.aYearBefore(period);
    return before == null ? "" : Objects.requireNonNull(before).name();
  }

  @Test
  void shouldRefuseASpanThatIsTooLong() {
    Periods calendar = new Periods(NEW_YORK, Step.HOUR);
    assertThatThrownBy(() -> calendar.cut(0, Long.MAX_VALUE / 2, 100))
        .hasMessage("is a span of more than 100 periods");
  }
}
