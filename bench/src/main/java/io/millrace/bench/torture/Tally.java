package io.millrace.bench.torture;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What happened how often. Any thread. */
final class Tally {
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final List<String> failures = new ArrayList<>();
  private final AtomicLong broken = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();

  synchronized void happened(Fault fault) {
    faults.merge(fault, 1, Integer::sum);
  }

  synchronized int count(Fault fault) {
    return faults.getOrDefault(fault, 0);
  }

  /** A client's connection broke before it had its answer. */
  void broken() {
    broken.incrementAndGet();
  }

  void answered() {
    answered.incrementAndGet();
  }

  long answers() {
    return answered.get();
  }

  long brokenConnections() {
    return broken.get();
  }

  /** Somebody could not go on, which is a fault of the harness or an answer that has no meaning. */
  synchronized void failed(String what, Exception why) {
    failures.add(what + ": " + why);
  }

  synchronized List<String> failures() {
    return List.copyOf(failures);
  }
}
