package io.millrace.proof.world;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which run. The same plan on the same commit is the same run, event for event.
 *
 * @param turns for how many things may break, before all heals
 * @param haste so many times as often as usual something breaks
 * @param allowed what may befall the world
 */
public record Plan(long seed, int turns, int haste, Set<Fault> allowed) {
  /** Long enough for some dozen faults and some ten thousand requests. */
  public static final int TURNS_USUAL = 1_500;

  public Plan {
    allowed = Set.copyOf(allowed);
  }

  public static Plan of(long seed) {
    return new Plan(seed, TURNS_USUAL, 1, EnumSet.allOf(Fault.class));
  }

  public Plan withTurns(int fewer) {
    return new Plan(seed, fewer, haste, allowed);
  }

  public Plan withHaste(int times) {
    return new Plan(seed, turns, times, allowed);
  }

  public Plan without(Fault fault) {
    Set<Fault> fewer = EnumSet.copyOf(allowed);
    fewer.remove(fault);
    return new Plan(seed, turns, haste, fewer);
  }
}
