package io.millrace.proof.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/** Everything that shall happen by itself, with its time: at most one thing for each name. */
final class Timers {
  private record Timer(long atMillis, long name, long turn) {}

  private final Map<Long, Timer> byName = new HashMap<>();
  private final PriorityQueue<Timer> byTime =
      new PriorityQueue<>((one, other) -> {
        int byTimes = Long.compare(one.atMillis, other.atMillis);
        return byTimes != 0 ? byTimes : Long.compare(one.turn, other.turn);
      });
  private long turns;
  private long lastName;

  /** For what has no number of its own; those are above zero. */
  long newName() {
    return --lastName;
  }

  /** In place of what was set under that name; 0 for nothing. */
  void set(long name, long atMillis) {
    if (atMillis == 0) {
      byName.remove(name);
      return;
    }
    Timer now = byName.get(name);
    if (now == null || now.atMillis != atMillis) {
      Timer timer = new Timer(atMillis, name, ++turns);
      byName.put(name, timer);
      byTime.add(timer);
    }
  }

  /** When the next thing should happen; {@link Long#MAX_VALUE} for never. */
  long nextMillis() {
    while (!byTime.isEmpty() && !byTime.peek().equals(byName.get(byTime.peek().name))) {
      byTime.poll();
    }
    return byTime.isEmpty() ? Long.MAX_VALUE : byTime.peek().atMillis;
  }

  /** Whose that is. */
  long nextName() {
    return byTime.isEmpty() ? 0 : byTime.peek().name;
  }

  int size() {
    return byName.size();
  }
}
