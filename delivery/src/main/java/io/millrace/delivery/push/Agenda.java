package io.millrace.delivery.push;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Which queues are to be looked at, and when. Owned by the pusher. */
final class Agenda {

  private static final Comparator<PushLine> BY_TIME =
      Comparator.<PushLine>comparingLong(line -> line.nextMillis)
          .thenComparing(line -> line.place().shop().value())
          .thenComparing(line -> line.place().queue().value());

  private final TreeSet<PushLine> next = new TreeSet<>(BY_TIME);

  /** At this time, or before if it was to be looked at before. */
  void lookAt(PushLine line, long millis) {
    if (!line.isGone && millis < line.nextMillis) {
      next.remove(line);
      line.nextMillis = millis;
      next.add(line);
    }
  }

  void remove(PushLine line) {
    next.remove(line);
    line.isGone = true;
  }

  /** Those whose time has come; each must be given back by {@link #lookAt}, or rests. */
  List<PushLine> take(long nowMillis) {
    List<PushLine> due = new ArrayList<>();
    while (!next.isEmpty() && next.first().nextMillis <= nowMillis) {
      PushLine line = next.removeFirst();
      line.nextMillis = PushLine.NEVER;
      due.add(line);
    }
    return due;
  }

  /** When the next one's time comes; {@link PushLine#NEVER} if none has any. */
  long nextMillis() {
    return next.isEmpty() ? PushLine.NEVER : next.first().nextMillis;
  }
}
