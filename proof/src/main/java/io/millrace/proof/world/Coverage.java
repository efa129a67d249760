package io.millrace.proof.world;

import io.millrace.proof.people.Operation;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How often each fault happened, and how many operations of each kind were under way then. */
public final class Coverage {
  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
  private final Map<Fault, Counts> met = new EnumMap<>(Fault.class);
  private final Counts asked = new Counts();
  private long answers;
  private long requests;
  private long timers;

  void happened(Fault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  void met(Fault fault, Operation operation) {
    met.computeIfAbsent(fault, _ -> new Counts()).add(operation, 1);
  }

  void asked(Operation operation) {
    asked.add(operation, 1);
    requests++;
  }

  void answered() {
    answers++;
  }

  void fired() {
    timers++;
  }

  public long count(Fault fault) {
    return faults.getOrDefault(fault, 0L);
  }

  private long met(Operation operation, Fault fault) {
    Counts counts = met.get(fault);
    return counts == null ? 0 : counts.of(operation);
  }

  /** Requests that reached the node. */
  public long requests() {
    return requests;
  }

  public long answers() {
    return answers;
  }

  /** Facts that came about by time alone. */
  public long timers() {
    return timers;
  }

  public void add(Coverage other) {
    other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
    other.met.forEach((fault, counts) -> met.computeIfAbsent(fault, _ -> new Counts()).add(counts));
    asked.add(other.asked);
    answers += other.answers;
    requests += other.requests;
    timers += other.timers;
  }

  /** Pairs of a fault and an operation that never met. */
  public long neverMet() {
    return Arrays.stream(Fault.values())
        .mapToLong(fault ->
            Arrays.stream(Operation.values())
                .filter(operation -> met(operation, fault) == 0)
                .count())
        .sum();
  }

  /** A row for each fault, a column for each operation. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(String.format(Locale.ROOT, "%-22s%10s", "", "happened"));
    for (Operation operation : Operation.values()) {
      table.append(String.format(Locale.ROOT, "%11s", operation.name().toLowerCase(Locale.ROOT)));
    }
    table.append('\n');
    for (Fault fault : Fault.values()) {
      String name = fault.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      table.append(String.format(Locale.ROOT, "%-22s%,10d", name, count(fault)));
      for (Operation operation : Operation.values()) {
        table.append(String.format(Locale.ROOT, "%,11d", met(operation, fault)));
      }
      table.append('\n');
    }
    table.append(String.format(Locale.ROOT, "%-22s%10s", "in all", ""));
    for (Operation operation : Operation.values()) {
      table.append(String.format(Locale.ROOT, "%,11d", asked.of(operation)));
    }
    return table.append('\n').toString();
  }
}
