package io.millrace.bench.torture;

import io.millrace.proof.audit.Auditor;
import io.millrace.proof.audit.Heard;
import io.millrace.proof.audit.Told;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Answers about one shop that wait for the facts they rest on: whatever came over the network in
 * whatever order, here it comes in the order in which it was decided.
 */
final class Answers {

  /** Whoever is told that a fact is its own comes before those who read what follows from it. */
  private final PriorityQueue<Heard> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong(Heard::position)
              .thenComparing(heard -> heard.told().way() != Told.Way.CHANGED));

  private long logged;

  void add(Asking asking, Answered answered) {
    waiting.add(
        new Heard(
            Retelling.request(asking),
            new Retold(asking, answered),
            answered.position(),
            answered.decidedMillis()));
  }

  /** The log has so many facts of the shop. */
  void logged(long shopSequence) {
    logged = shopSequence;
  }

  long logged() {
    return logged;
  }

  void heardUpTo(long position, Auditor auditor) {
    while (!waiting.isEmpty() && waiting.element().position() <= position) {
      auditor.hear(waiting.remove());
    }
  }
}
