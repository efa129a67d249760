package io.millrace.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All lines, and among them those that are next. Owned by the dispatcher. */
final class Lines {

  private final Map<Long, Line> all = new HashMap<>();
  private final TreeSet<Line> next =
      new TreeSet<>(
          Comparator.<Line>comparingLong(line -> line.nextMillis)
              .thenComparingLong(line -> line.endpoint().number()));

  @Nullable Line find(long number) {
    return all.get(number);
  }

  Collection<Line> all() {
    return all.values();
  }

  void add(Line line) {
    all.put(line.endpoint().number(), line);
  }

  void remove(long number) {
    Line line = all.remove(number);
    if (line != null) {
      next.remove(line);
    }
  }

  void clear() {
    all.clear();
    next.clear();
  }

  /** Looks at a line at a time, or before if it was to be looked at before. */
  void lookAt(Line line, long millis) {
    long at = Math.max(millis, line.pausedUntilMillis);
    if (at < line.nextMillis) {
      next.remove(line);
      line.nextMillis = at;
      next.add(line);
    }
  }

  /** The lines whose time has come; each must be given back by {@link #lookAt}, or rests. */
  List<Line> take(long nowMillis) {
    List<Line> due = new ArrayList<>();
    while (!next.isEmpty() && next.first().nextMillis <= nowMillis) {
      Line line = next.first();
      next.remove(line);
      line.nextMillis = Line.NEVER;
      due.add(line);
    }
    return due;
  }

  /** When the next line's time comes; {@link Line#NEVER} if none has any. */
  long nextMillis() {
    return next.isEmpty() ? Line.NEVER : next.first().nextMillis;
  }
}
