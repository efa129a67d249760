package io.millrace.proof.world;

import io.millrace.proof.people.Operation;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How often each fault happened, and how many operations of each kind were under way then. */
public final class Coverage {
  private static final int HEAD_CHARS = 6;
  private static final long THOUSANDS_FROM = 100_000;

  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
  private final Map<Fault, Counts> met = new EnumMap<>(Fault.class);
  private final Counts asked = new Counts();
  private long answers;
  private long requests;
  private long timers;
  private long restored;
  private long followed;
  private long rebuilt;
  private long unpacked;

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

  private long count(Fault fault, Operation operation) {
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

  void restored() {
    restored++;
  }

  void followed() {
    followed++;
  }

  void rebuilt(boolean fromArchive) {
    rebuilt++;
    unpacked += fromArchive ? 1 : 0;
  }

  /** Facts of the log that were found in a follower's effect. */
  public long followedFacts() {
    return followed;
  }

  /** How often a follower's effect was made anew, from the first fact on. */
  public long rebuilds() {
    return rebuilt;
  }

  /** Those of them whose first facts lay in the archive. */
  public long rebuildsFromArchive() {
    return unpacked;
  }

  /** Starts that began with a snapshot. */
  public long starts() {
    return restored;
  }

  public void add(Coverage other) {
    other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
    other.met.forEach((fault, counts) -> met.computeIfAbsent(fault, _ -> new Counts()).add(counts));
    asked.add(other.asked);
    answers += other.answers;
    requests += other.requests;
    timers += other.timers;
    restored += other.restored;
    followed += other.followed;
    rebuilt += other.rebuilt;
    unpacked += other.unpacked;
  }

  /** Pairs of a fault and an operation that never met. */
  public long neverMet() {
    return Arrays.stream(Fault.values())
        .mapToLong(fault ->
            Arrays.stream(Operation.values())
                .filter(operation -> count(fault, operation) == 0)
                .count())
        .sum();
  }

  /** A row for each fault, a column for each operation. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(String.format(Locale.ROOT, "  %-21s%9s", "", "happened"));
    for (Operation operation : Operation.values()) {
      String name = operation.name().toLowerCase(Locale.ROOT);
      table.append(cell(name.substring(0, Math.min(name.length(), HEAD_CHARS))));
    }
    for (Fault fault : Fault.values()) {
      String name = fault.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      table.append(String.format(Locale.ROOT, "%n  %-21s%,9d", name, count(fault)));
      for (Operation operation : Operation.values()) {
        table.append(cell(brief(count(fault, operation))));
      }
    }
    table.append(String.format(Locale.ROOT, "%n  %-21s%9s", "in all", ""));
    for (Operation operation : Operation.values()) {
      table.append(cell(brief(asked.of(operation))));
    }
    return table.append(System.lineSeparator()).toString();
  }

  private static String cell(String text) {
    return String.format(Locale.ROOT, "%7s", text);
  }

  private static String brief(long count) {
    return count < THOUSANDS_FROM ? Long.toString(count) : count / 1_000 + "k";
  }
}
