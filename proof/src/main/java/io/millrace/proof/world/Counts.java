package io.millrace.proof.world;

import io.millrace.proof.people.Operation;
import java.util.EnumMap;
import java.util.Map;

/** So many of each operation. */
final class Counts {
  private final Map<Operation, long[]> counts = new EnumMap<>(Operation.class);

  void add(Operation operation, long more) {
    counts.computeIfAbsent(operation, _ -> new long[1])[0] += more;
  }

  void add(Counts others) {
    others.counts.forEach((operation, count) -> add(operation, count[0]));
  }

  long of(Operation operation) {
    long[] count = counts.get(operation);
    return count == null ? 0 : count[0];
  }
}
