package io.millrace.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** First sequences of the segments that are there. Changed by the sync thread and by trims. */
final class Segments {

  private final LogPlace place;
  private volatile List<Long> firsts;

  Segments(LogPlace place, List<Long> firsts) {
    this.place = place;
    this.firsts = List.copyOf(firsts);
  }

  long first() {
    return firsts.getFirst();
  }

  /** The segment that holds the sequence, if it is held. */
  long holding(long sequence) {
    List<Long> now = firsts;
    if (sequence < now.getFirst()) {
      throw new TrimmedException(sequence, now.getFirst());
    }
    int found = Collections.binarySearch(now, sequence);
    return now.get(found >= 0 ? found : -found - 2);
  }

  synchronized void add(long first) {
    List<Long> next = new ArrayList<>(firsts);
    next.add(first);
    firsts = List.copyOf(next);
  }

  /**
   * Deletes oldest first and forces each deletion: a crash must not leave a hole between two
   * segments, which would read as damage.
   */
  synchronized void trim(long toSequence) throws IOException {
    while (firsts.size() > 1 && firsts.get(1) <= toSequence) {
      long oldest = firsts.getFirst();
      firsts = List.copyOf(firsts.subList(1, firsts.size()));
      place.disk().delete(place.path(SegmentName.of(oldest)));
      place.disk().forceDirectory(place.directory());
    }
  }
}
