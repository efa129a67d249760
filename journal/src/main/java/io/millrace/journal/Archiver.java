package io.millrace.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Moves sealed segments of an open log into its archive, one bounded step at a time, so that
 * whoever owns it sets the pace and the log's own threads do nothing for it. Owned by one thread;
 * the lock is for {@link FileLog#trim} and {@link FileLog#close}, which wait for the present step.
 *
 * <pre>
 *   what a crash leaves                        | the next opening
 *   -------------------------------------------+------------------------------------------
 *   an unfinished file in the archive          | removes it
 *   the packed segment and the live one, both  | reads the live one; it is moved once more
 *   the packed segment alone                   | reads it
 * </pre>
 */
public final class Archiver {

  private final LogPlace place;
  private final Segments segments;
  private volatile long bound;
  private @Nullable SegmentMove move;
  private @Nullable Link oldestEnd;
  private boolean closed;

  Archiver(LogPlace place, Segments segments) {
    this.place = place;
    this.segments = segments;
  }

  /** Sealed segments that end at or before the sequence may move. Any thread. */
  public void moveUpTo(long sequence) {
    bound = sequence;
  }

  /**
   * Does some of what there is to do: packs or reads back a mebibyte, or finishes a move. False
   * when there is nothing to move.
   *
   * @throws LogDamaged if the segment is not as it was written; it stays where it is
   * @throws IOException if the archive's disk refuses; the next step begins that segment anew
   */
  public synchronized boolean step() throws IOException {
    if (closed) {
      return false;
    }
    SegmentMove current = move;
    if (current == null) {
      Segments.Sealed next = segments.oldestLive(bound);
      if (next == null) {
        return false;
      }
      move = new SegmentMove(place, next);
      return true;
    }
    boolean more = false;
    try {
      more = current.step();
      if (!more) {
        finish(current);
      }
    } finally {
      if (!more) {
        abandon();
      }
    }
    return true;
  }

  /** Only when the packed segment's name is durable may the live one go. */
  private void finish(SegmentMove done) throws IOException {
    done.publish();
    segments.moved(done.first());
    place.disk().delete(place.path(SegmentName.of(done.first())));
    place.disk().forceDirectory(place.directory());
  }

  private void abandon() {
    SegmentMove left = move;
    move = null;
    if (left != null) {
      left.close();
    }
  }

  /**
   * Deletes the oldest segment of the archive if its last fact is older than that; live ones stay.
   * False if there is none so old. Nothing else ever deletes history.
   */
  public synchronized boolean dropOldest(long beforeMillis) throws IOException {
    HeldSegment oldest = segments.oldest();
    if (closed || !oldest.archived()) {
      return false;
    }
    Link last = endOf(oldest);
    if (last.timeMillis() >= beforeMillis) {
      return false;
    }
    segments.trim(last.sequence() + 1);
    return true;
  }

  /** Remembered, because whoever deletes by age asks for the same one all day. */
  private Link endOf(HeldSegment oldest) throws IOException {
    Link known = oldestEnd;
    if (known == null || known.sequence() < oldest.first()) {
      known = PackedSegment.headerOf(place.disk(), oldest.path(place), oldest.first()).last();
      oldestEnd = known;
    }
    return known;
  }

  synchronized void trim(long toSequence) throws IOException {
    SegmentMove current = move;
    if (current != null && current.first() < toSequence) {
      abandon(); // it would come back from the dead
    }
    segments.trim(toSequence);
  }

  synchronized void close() {
    closed = true;
    abandon();
  }
}
