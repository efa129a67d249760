package io.millrace.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * The logs that a log goes on from, because it began as a restored copy of one. What they held up
 * to where it left them is its own history, too; what came behind that it has never seen.
 *
 * @param ancestors the nearest first
 */
public record Lineage(List<Ancestor> ancestors) {

  /** Of a log that was begun empty. */
  public static final Lineage NONE = new Lineage(List.of());

  /** What a segment's header has room for; a log restored more often forgets the first ones. */
  static final int ANCESTORS_MAX = 64;

  /**
   * One of them.
   *
   * @param lastSequence the last fact that both hold
   */
  public record Ancestor(LogId id, long lastSequence) {}

  public Lineage {
    ancestors = List.copyOf(ancestors);
    Invariant.check(ancestors.size() <= ANCESTORS_MAX, "a lineage has at most 64 logs");
  }

  /** Of a log that leaves the parent behind that sequence. */
  Lineage from(LogId parent, long lastSequence) {
    List<Ancestor> all = new ArrayList<>();
    all.add(new Ancestor(parent, lastSequence));
    all.addAll(ancestors.subList(0, Math.min(ancestors.size(), ANCESTORS_MAX - 1)));
    return new Lineage(all);
  }

  /** Whether a position in another log is one in this. */
  boolean holds(LogId log, long sequence) {
    return ancestors.stream()
        .anyMatch(ancestor -> ancestor.id().equals(log) && sequence <= ancestor.lastSequence());
  }

  /** The last sequence that both hold; 0 if the log is none of these. */
  long sharedUpTo(LogId log) {
    return ancestors.stream()
        .filter(ancestor -> ancestor.id().equals(log))
        .mapToLong(Ancestor::lastSequence)
        .max()
        .orElse(0);
  }
}
