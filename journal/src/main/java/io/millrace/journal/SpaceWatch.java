package io.millrace.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Looks at the log's disk now and then, on the spare executor: there it never sees a spare that is
 * half made, and asking a slow file system holds nobody up.
 *
 * <pre>
 *   PLENTY ── usable &lt; low ──────────────────────▶ LOW
 *   LOW ───── usable ≥ low + a segment ──────────▶ PLENTY
 *   any ───── usable + spares &lt; two segments ────▶ FLOOR
 *   FLOOR ─── both spares are made ──────────────▶ LOW or PLENTY, by usable
 * </pre>
 *
 * A spare takes a segment's worth at one stroke, so a segment is the step between the marks.
 */
final class SpaceWatch {

  /** A disk that fills at a gigabyte a second is seen four segments of default size before. */
  static final Duration LOOK_PERIOD = Duration.ofSeconds(1);

  /** Over this, the growth of the past counts for about a third. */
  private static final double GROWTH_SPAN_NANOS = Duration.ofMinutes(1).toNanos();

  private final FileLogSettings settings;
  private final Spares spares;
  private final LongSupplier writtenBytes;
  private final AtomicBoolean underWay = new AtomicBoolean();

  /** Owner's thread. */
  private long handedNanos;

  // Spare executor's thread, and the opening before it.
  private long lookedNanos;
  private long lookedBytes;
  private double growthPerNano;

  private volatile Space space = Space.ENDLESS;

  SpaceWatch(FileLogSettings settings, Spares spares, LongSupplier writtenBytes) {
    this.settings = settings;
    this.spares = spares;
    this.writtenBytes = writtenBytes;
    this.handedNanos = nanos();
    this.lookedNanos = handedNanos;
  }

  Space space() {
    return space;
  }

  /** For the log's owner, as often as it likes. */
  void lookNowAndThen() {
    long now = nanos();
    if (now - handedNanos >= LOOK_PERIOD.toNanos()) {
      handedNanos = now;
      lookSoon();
    }
  }

  /** Any thread. */
  void lookSoon() {
    if (!underWay.compareAndSet(false, true)) {
      return;
    }
    try {
      settings.threads().spare().execute(this::lookAndPrepare);
    } catch (RejectedExecutionException _) {
      underWay.set(false); // the log is about to be closed
    }
  }

  private void lookAndPrepare() {
    underWay.set(false);
    look();
    spares.prepare();
  }

  /** Spare executor's thread, and the opening before it begins. */
  void look() {
    try {
      tryLook();
    } catch (IOException _) {
      // What was known stands. A disk that does not answer is told of by the next write.
    }
  }

  private void tryLook() throws IOException {
    LogPlace place = settings.place();
    long usable = place.disk().usableBytes(place.directory());
    long low = lowBytes();
    space = new Space(next(usable, low), usable, low, growth());
  }

  private long lowBytes() {
    SpaceMarks marks = settings.marks();
    return marks.snapshotBytes().getAsLong()
        + Spares.KEPT * settings.segmentBytes()
        + marks.reserveBytes();
  }

  private Room next(long usable, long low) {
    Room before = space.room();
    long floor = Spares.KEPT * settings.segmentBytes();
    long prepared = spares.ready() * settings.segmentBytes();
    // In this order, because "usable" may be as much as a long can hold.
    if (usable < floor - prepared) {
      return Room.FLOOR;
    }
    if (before == Room.FLOOR && prepared < floor) {
      return Room.FLOOR;
    }
    long mark = before == Room.PLENTY ? low : low + settings.segmentBytes();
    return usable < mark ? Room.LOW : Room.PLENTY;
  }

  private long growth() {
    long now = nanos();
    long bytes = writtenBytes.getAsLong();
    long passed = now - lookedNanos;
    if (passed > 0) {
      double weight = 1 - Math.exp(-passed / GROWTH_SPAN_NANOS);
      growthPerNano += ((double) (bytes - lookedBytes) / passed - growthPerNano) * weight;
      lookedNanos = now;
      lookedBytes = bytes;
    }
    return Math.round(growthPerNano * Duration.ofSeconds(1).toNanos());
  }

  private long nanos() {
    return settings.watch().nanos().getAsLong();
  }
}
