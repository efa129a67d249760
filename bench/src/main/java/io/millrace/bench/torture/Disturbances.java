package io.millrace.bench.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * When the server was kept from its work, by what is known outside. A log's time is near the wall
 * clock on a machine whose clock nobody sets. Any thread.
 */
final class Disturbances {

  /** The node looks at its disk once a second, and each clock may be a little off. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  /** Begun, and not over yet. */
  private static final long STILL = Long.MAX_VALUE - 2 * TimeUnit.DAYS.toNanos(1);

  private record Span(long from, long to) {
    boolean holds(long at, long slack) {
      return at >= from - slack && at <= to + slack;
    }
  }

  private final List<Span> keptMillis = new ArrayList<>();
  private final List<Span> fullNanos = new ArrayList<>();

  /** It could not do what was due, or not for long. Begins and ends by the wall clock. */
  synchronized void kept(long fromMillis, long toMillis) {
    keptMillis.add(new Span(fromMillis, toMillis));
  }

  /** From now on its storage may refuse. */
  synchronized void fills() {
    fullNanos.add(new Span(System.nanoTime(), STILL));
    keptMillis.add(new Span(System.currentTimeMillis(), STILL));
  }

  synchronized void hasRoom() {
    fullNanos.add(new Span(fullNanos.removeLast().from, System.nanoTime()));
    keptMillis.replaceAll(
        span -> span.to == STILL ? new Span(span.from, System.currentTimeMillis()) : span);
  }

  /** Whether it was kept from its work at that time of the log. */
  synchronized boolean isKept(long atMillis) {
    return keptMillis.stream().anyMatch(span -> span.holds(atMillis, SLACK.toMillis()));
  }

  /** Whether its storage was full at that time of the harness's own clock. */
  synchronized boolean isFull(long atNanos) {
    return fullNanos.stream().anyMatch(span -> span.holds(atNanos, SLACK.toNanos()));
  }
}
