package io.millrace.delivery.http;

import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A {@code Retry-After}: seconds, or a date of HTTP's. */
public final class RetryAfter {
  private static final long MILLIS_PER_SECOND = 1_000;

  /** More is decades, too: nobody waits for so long. */
  private static final long SECONDS_MAX = 999_999_999;

  private static final int DIGITS_MAX = 9;

  private RetryAfter() {}

  /** How long to wait; 0 for what is no such field, or says a time that has passed. */
  public static long millis(@Nullable String value, long nowMillis) {
    String text = value == null ? "" : value.strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      long seconds = text.length() <= DIGITS_MAX ? Long.parseLong(text) : SECONDS_MAX;
      return seconds * MILLIS_PER_SECOND;
    }
    try {
      ZonedDateTime date =
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT));
      return Math.max(0, date.toInstant().toEpochMilli() - nowMillis);
    } catch (DateTimeException _) {
      return 0;
    }
  }
}
