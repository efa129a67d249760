package io.millrace.bench.torture;

import java.util.Map;
import java.util.TreeMap;

/** How much was held against the log. Owned by the inquest's thread. */
final class Judged {
  private final Map<String, Long> refusals = new TreeMap<>();
  long facts;
  long changes;
  long replays;
  long reads;
  long failed;
  long lost;

  void count(Asking asking, Answered answered) {
    if (!answered.isWell()) {
      refusals.merge(answered.code(), 1L, Long::sum);
    } else if (answered.isReplay()) {
      replays++;
    } else if (asking.method().equals("GET")) {
      reads++;
    } else {
      changes++;
    }
  }

  void add(Judged other) {
    facts += other.facts;
    changes += other.changes;
    replays += other.replays;
    reads += other.reads;
    failed += other.failed;
    lost += other.lost;
    other.refusals.forEach((code, count) -> refusals.merge(code, count, Long::sum));
  }

  Map<String, Long> refusals() {
    return new TreeMap<>(refusals);
  }

  long answers() {
    return changes + replays + reads + refusals.values().stream().mapToLong(Long::longValue).sum();
  }
}
