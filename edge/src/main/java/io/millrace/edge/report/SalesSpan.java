package io.millrace.edge.report;

import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.Problem;
import io.millrace.model.read.Periods;
import io.millrace.model.read.Periods.Period;
import io.millrace.model.read.Periods.Step;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The periods of a report, and those with which they are compared.
 *
 * @param previous one for each of the periods, or none at all, as {@code yearAgo}
 */
record SalesSpan(List<Period> periods, List<Period> previous, List<@Nullable Period> yearAgo) {

  static final String BY = "by";
  static final String FROM = "from";
  static final String TO = "to";
  static final String COMPARE = "compare";

  /** With what it is compared. */
  private enum Compare {
    PREVIOUS,
    YEAR_AGO
  }

  /** Each is two questions of the database: a tenth of a second for all of them. */
  static final int PERIODS_MAX = 800;

  /** For as many SKUs as a page has. */
  static final int PERIODS_OF_SKUS_MAX = 62;

  /** RFC 3339 has years of four digits. */
  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  static SalesSpan of(Exchange exchange, ZoneId zone, Instant now, int periodsMax) {
    Step by = exchange.parameter(BY, SalesSpan::step);
    Periods calendar = new Periods(zone, by == null ? Step.DAY : by);
    Long to = exchange.parameter(TO, text -> moment(text, zone));
    long end = to == null ? now.toEpochMilli() + 1 : to;
    Long from = exchange.parameter(FROM, text -> moment(text, zone));
    long begin = from == null ? usualBegin(calendar, end) : from;
    if (begin >= end) {
      throw Problem.invalid(FROM, "must be before to").raised();
    }
    List<Period> periods;
    try {
      periods = calendar.cut(begin, end, periodsMax);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid(FROM, String.valueOf(e.getMessage())).raised();
    }
    Set<Compare> with = compared(exchange);
    List<@Nullable Period> yearAgo = new ArrayList<>();
    if (with.contains(Compare.YEAR_AGO)) {
      periods.forEach(period -> yearAgo.add(calendar.aYearBefore(period)));
    }
    return new SalesSpan(
        periods, with.contains(Compare.PREVIOUS) ? calendar.before(periods) : List.of(), yearAgo);
  }

  /** All of them, in one list: they are asked for in one look. */
  List<Period> all() {
    List<Period> all = new ArrayList<>(periods);
    all.addAll(previous);
    for (Period period : yearAgo) {
      if (period != null) {
        all.add(period);
      }
    }
    return all;
  }

  /** How long all of them are together. */
  long days() {
    long millis = all().stream().mapToLong(each -> each.toMillis() - each.fromMillis()).sum();
    return Duration.ofMillis(millis).toDays();
  }

  private static Step step(String text) {
    for (Step step : Step.values()) {
      if (step.name().toLowerCase(Locale.ROOT).equals(text)) {
        return step;
      }
    }
    throw new IllegalArgumentException("must be hour, day or month");
  }

  private static Set<Compare> compared(Exchange exchange) {
    Set<Compare> with = new TreeSet<>();
    String text = exchange.parameter(COMPARE);
    for (String word : text == null ? new String[0] : text.split(",", -1)) {
      try {
        with.add(Compare.valueOf(word));
      } catch (IllegalArgumentException _) {
        throw Problem.invalid(COMPARE, "must be PREVIOUS, YEAR_AGO or both with a comma").raised();
      }
    }
    return with;
  }

  /** A time, or the beginning of a day where the shop is. */
  private static Long moment(String text, ZoneId zone) {
    try {
      return text.length() == "2026-11-26".length()
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant().toEpochMilli()
          : millis(Instant.parse(text));
    } catch (DateTimeException _) {
      throw new IllegalArgumentException("must be an RFC 3339 time, or a date where the shop is");
    }
  }

  private static long millis(Instant moment) {
    if (moment.isBefore(EARLIEST) || moment.isAfter(LATEST)) {
      throw new DateTimeException("a year of more than four digits");
    }
    return moment.toEpochMilli();
  }

  /** A day, a month or a year, with the period that is not over yet. */
  private static long usualBegin(Periods calendar, long end) {
    ZonedDateTime last = Instant.ofEpochMilli(end - 1).atZone(calendar.zone());
    ZonedDateTime begin =
        switch (calendar.step()) {
          case HOUR -> last.minusHours(23);
          case DAY -> last.minusDays(29);
          case MONTH -> last.minusMonths(11);
        };
    return begin.toInstant().toEpochMilli();
  }
}
