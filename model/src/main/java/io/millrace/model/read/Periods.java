package io.millrace.model.read;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Time cut into the hours, days or months of a time zone, without a gap. A day in which the clocks
 * are moved has 23 or 25 hours, or 23½. An hour lasts until the clocks show the next full one, or
 * are moved.
 */
public record Periods(ZoneId zone, Step step) {

  private static final long HOUR_MILLIS = 3_600_000;
  private static final int MILLIS_PER_SECOND = 1_000;
  private static final DateTimeFormatter HOUR_NAME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mmxxx", Locale.ROOT);

  /** How long they are. */
  public enum Step {
    HOUR,
    DAY,
    MONTH
  }

  /**
   * One of them.
   *
   * @param name as clocks and calendars say it where the shop is: {@code 2026-11-01T01:00-04:00},
   *     {@code 2026-11-01}, {@code 2026-11}
   * @param fromMillis its first moment
   * @param toMillis the first moment after it
   */
  public record Period(String name, long fromMillis, long toMillis) {}

  /**
   * All that have a part in a span, whole.
   *
   * @throws IllegalArgumentException if they are more than {@code most}
   */
  public List<Period> cut(long fromMillis, long toMillis, int most) {
    List<Period> periods = new ArrayList<>();
    for (long from = startOf(fromMillis); from < toMillis; ) {
      if (periods.size() == most) {
        throw new IllegalArgumentException("is a span of more than " + most + " periods");
      }
      Period period = from(from);
      periods.add(period);
      from = period.toMillis;
    }
    return periods;
  }

  /** As many as these, right before them. */
  public List<Period> before(List<Period> periods) {
    int count = periods.size();
    long end = periods.getFirst().fromMillis;
    LocalDate first = local(end).toLocalDate();
    long from =
        switch (step) {
          case HOUR -> end - count * HOUR_MILLIS; // none is longer, so there are as many at least
          case DAY -> millis(first.minusDays(count + 1L)); // one may have been left out
          case MONTH -> millis(first.minusMonths(count));
        };
    List<Period> cut = cut(from, end, Integer.MAX_VALUE);
    return cut.subList(cut.size() - count, cut.size());
  }

  /**
   * The one of the same name a year ago. Null if there was none: a 29th of February, an hour that
   * the clocks left out, a day that the calendar did.
   */
  public @Nullable Period aYearBefore(Period period) {
    LocalDateTime now = local(period.fromMillis);
    LocalDateTime then = now.minusYears(1);
    if (then.getDayOfMonth() != now.getDayOfMonth()) {
      return null;
    }
    return switch (step) {
      case HOUR -> hourAt(then, offset(period.fromMillis));
      case DAY -> dayOf(then.toLocalDate());
      case MONTH -> from(millis(YearMonth.from(then).atDay(1)));
    };
  }

  /** An island that went to the other side of the date line left one out. */
  private @Nullable Period dayOf(LocalDate day) {
    Period found = from(millis(day));
    return found.name().equals(day.toString()) ? found : null;
  }

  private @Nullable Period hourAt(LocalDateTime local, ZoneOffset preferred) {
    List<ZoneOffset> offsets = rules().getValidOffsets(local);
    if (offsets.isEmpty()) {
      return null;
    }
    ZoneOffset offset = offsets.contains(preferred) ? preferred : offsets.getFirst();
    return from(local.toInstant(offset).toEpochMilli());
  }

  private long startOf(long millis) {
    LocalDateTime local = local(millis);
    return switch (step) {
      case HOUR -> startOfHour(millis);
      case DAY -> millis(local.toLocalDate());
      case MONTH -> millis(YearMonth.from(local).atDay(1));
    };
  }

  private Period from(long fromMillis) {
    LocalDateTime local = local(fromMillis);
    return switch (step) {
      case HOUR ->
          new Period(
              HOUR_NAME.format(local.atOffset(offset(fromMillis))),
              fromMillis,
              endOfHour(fromMillis));
      case DAY ->
          new Period(
              local.toLocalDate().toString(), fromMillis, millis(local.toLocalDate().plusDays(1)));
      case MONTH ->
          new Period(
              YearMonth.from(local).toString(),
              fromMillis,
              millis(YearMonth.from(local).plusMonths(1).atDay(1)));
    };
  }

  private long startOfHour(long millis) {
    long start = millis - sinceFullHour(millis);
    ZoneOffsetTransition moved =
        rules().previousTransition(Instant.ofEpochMilli(millis).plusNanos(1));
    return moved == null ? start : Math.max(start, moved.getInstant().toEpochMilli());
  }

  private long endOfHour(long millis) {
    long end = millis - sinceFullHour(millis) + HOUR_MILLIS;
    ZoneOffsetTransition moved = rules().nextTransition(Instant.ofEpochMilli(millis));
    return moved == null ? end : Math.min(end, moved.getInstant().toEpochMilli());
  }

  private long sinceFullHour(long millis) {
    long offsetMillis = (long) offset(millis).getTotalSeconds() * MILLIS_PER_SECOND;
    return Math.floorMod(millis + offsetMillis, HOUR_MILLIS);
  }

  private ZoneRules rules() {
    return zone.getRules();
  }

  private ZoneOffset offset(long millis) {
    return rules().getOffset(Instant.ofEpochMilli(millis));
  }

  private LocalDateTime local(long millis) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), zone);
  }

  /** The first moment of a day: where midnight is left out, the moment after it. */
  private long millis(LocalDate day) {
    return day.atStartOfDay(zone).toInstant().toEpochMilli();
  }
}
