package io.millrace.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The segments that are there. Changed by the sync thread and by the archiver; read by anyone. */
final class Segments {

  private final LogPlace place;
  private volatile List<HeldSegment> held;

  Segments(LogPlace place, List<HeldSegment> held) {
    this.place = place;
    this.held = List.copyOf(held);
  }

  /** A live segment with a successor, and where that begins. */
  record Sealed(long first, long next) {}

  HeldSegment oldest() {
    return held.getFirst();
  }

  /** The segment that holds the sequence, if it is held. */
  HeldSegment holding(long sequence) {
    List<HeldSegment> now = held;
    if (sequence < now.getFirst().first()) {
      throw new TrimmedException(sequence, now.getFirst().first());
    }
    int low = 0;
    int high = now.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (now.get(middle).first() <= sequence) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return now.get(low);
  }

  /** The oldest one that begins behind the sequence. */
  @Nullable HeldSegment behind(long sequence) {
    for (HeldSegment segment : held) {
      if (segment.first() > sequence) {
        return segment;
      }
    }
    return null;
  }

  /** The oldest one that ends at or before the sequence and is not in the archive yet. */
  @Nullable Sealed oldestLive(long toSequence) {
    List<HeldSegment> now = held;
    for (int i = 0; i < now.size() - 1; i++) {
      long next = now.get(i + 1).first();
      if (next - 1 > toSequence) {
        return null;
      }
      if (!now.get(i).archived()) {
        return new Sealed(now.get(i).first(), next);
      }
    }
    return null;
  }

  synchronized void add(long first) {
    List<HeldSegment> next = new ArrayList<>(held);
    next.add(new HeldSegment(first, false));
    held = List.copyOf(next);
  }

  /** From now on readers look for it in the archive; those that have it open go on as they are. */
  synchronized void moved(long first) {
    held =
        held.stream()
            .map(segment -> segment.first() == first ? new HeldSegment(first, true) : segment)
            .toList();
  }

  /**
   * Deletes oldest first and forces each deletion: a crash must not leave a hole between two
   * segments, which would read as damage.
   */
  synchronized void trim(long toSequence) throws IOException {
    while (held.size() > 1 && held.get(1).first() <= toSequence) {
      HeldSegment oldest = held.getFirst();
      held = List.copyOf(held.subList(1, held.size()));
      place.disk().delete(oldest.path(place));
      place.disk().forceDirectory(oldest.archived() ? place.archive() : place.directory());
    }
  }
}
