package io.millrace.edge.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The {@code Date} of answers. The server beneath has one of its own, which a timer turns on by the
 * wall clock: set that back an hour, and its date stands still for an hour. Ours is put into words
 * once a second, by a clock that only goes forward. Any thread.
 */
public final class Dates {
  /** The JDK's RFC 1123 writes a day below 10 with one digit; HTTP wants two. */
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

  private static final long SECOND_NANOS = 1_000_000_000;

  private final InstantSource clock;
  private final LongSupplier nanos;
  private volatile Worded worded;

  private record Worded(Header date, long atNanos) {}

  public Dates(InstantSource clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
    this.worded = word(nanos.getAsLong());
  }

  void mark(ServerResponse response) {
    response.headers().set(now());
  }

  Header now() {
    long atNanos = nanos.getAsLong();
    Worded last = worded;
    if (atNanos - last.atNanos >= SECOND_NANOS) {
      last = word(atNanos);
      worded = last;
    }
    return last.date;
  }

  private Worded word(long atNanos) {
    String text = IMF_FIXDATE.format(clock.instant().atOffset(ZoneOffset.UTC));
    return new Worded(HeaderValues.createCached(HeaderNames.DATE, text), atNanos);
  }
}
