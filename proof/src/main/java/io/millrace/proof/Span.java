package io.millrace.proof;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long something shall take: 90s, 30m, 2h; or as ISO 8601 has it. */
public final class Span implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    String iso = text.toUpperCase(Locale.ROOT);
    try {
      return Duration.parse(iso.startsWith("P") ? iso : "PT" + iso);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException("'" + text + "' is no duration, such as 60s, 5m or PT1H");
    }
  }
}
