package io.millrace.app.backup;

import io.millrace.journal.LogBackup;
import io.millrace.node.Clock;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Counts what a backup copies, and says now and then how far it is. */
final class Meter implements LogBackup.Progress {

  private static final Duration TELL_PERIOD = Duration.ofSeconds(2);
  private static final double MIB = 1 << 20;

  private final PrintStream out;
  private final Clock clock;
  private final long begunNanos;
  private long toldNanos;
  private long copiedBytes;
  private long keptBytes;

  Meter(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
    this.begunNanos = clock.monotonicNanos();
    this.toldNanos = begunNanos;
  }

  @Override
  public void copied(long bytes) {
    copiedBytes += bytes;
    tell();
  }

  @Override
  public void kept(long bytes) {
    keptBytes += bytes;
    tell();
  }

  private void tell() {
    long now = clock.monotonicNanos();
    if (now - toldNanos >= TELL_PERIOD.toNanos()) {
      toldNanos = now;
      out.println(sentence() + " …");
    }
  }

  String sentence() {
    double seconds = Math.max(1, clock.monotonicNanos() - begunNanos) / 1e9;
    return String.format(
        Locale.ROOT,
        "%.1f MiB copied, %.1f MiB were there, in %.1f s, %.1f MB/s",
        copiedBytes / MIB,
        keptBytes / MIB,
        seconds,
        copiedBytes / 1e6 / seconds);
  }
}
