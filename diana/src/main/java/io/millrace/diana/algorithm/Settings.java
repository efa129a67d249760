package io.millrace.diana.algorithm;

import java.time.Duration;

/** The bounds that every algorithm's settings have. */
final class Settings {
  private Settings() {}

  static long limit(long limit) {
    return within("limit", limit, 1, Algorithm.LIMIT_MAX);
  }

  static long periodNanos(long nanos) {
    if (nanos < Algorithm.PERIOD_NANOS_MIN || nanos > Algorithm.PERIOD_NANOS_MAX) {
      throw period(text(nanos));
    }
    return nanos;
  }

  static long nanos(Duration period) {
    if (period.isNegative() || period.compareTo(Duration.ofNanos(Algorithm.PERIOD_NANOS_MAX)) > 0) {
      throw period(period.toString()); // it may be longer than a long has nanoseconds
    }
    return period.toNanos();
  }

  private static IllegalArgumentException period(String is) {
    return new IllegalArgumentException(
        "a period is %s, but must be from %s to %s"
            .formatted(is, text(Algorithm.PERIOD_NANOS_MIN), text(Algorithm.PERIOD_NANOS_MAX)));
  }

  static long within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %d, but must be from %d to %d".formatted(name, value, least, most));
    }
    return value;
  }

  static String text(long nanos) {
    return Duration.ofNanos(nanos).toString();
  }

  static int parts(int parts) {
    return (int) within("parts", parts, 1, Integer.MAX_VALUE);
  }

  static long share(long limit, int parts) {
    return Math.max(1, limit / parts(parts));
  }
}
