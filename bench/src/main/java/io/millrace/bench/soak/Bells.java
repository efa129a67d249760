package io.millrace.bench.soak;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tasks that were scheduled and have not reached a worker yet. Any thread. */
final class Bells {

  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private final Set<String> rung = ConcurrentHashMap.newKeySet();

  /** Its scheduling was acknowledged. It may have reached a worker before that was heard. */
  void scheduled(String task) {
    if (!rung.contains(task)) {
      waiting.add(task);
    }
    if (rung.contains(task)) {
      waiting.remove(task);
    }
  }

  /** A worker was handed it: at least once is the promise. */
  void rang(String task) {
    rung.add(task);
    waiting.remove(task);
  }

  int waiting() {
    return waiting.size();
  }

  int rung() {
    return rung.size();
  }
}
