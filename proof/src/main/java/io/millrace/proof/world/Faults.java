package io.millrace.proof.world;

import io.millrace.proof.people.Operation;
import io.millrace.testkit.SplitMix;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * When what befalls the world. Each fault has its own stream of chance and its own rate, and is
 * about or not in a run and in each stretch of it: so some runs are stormy and some are not, and
 * one fault can be left out while the others go on as they were.
 */
final class Faults {
  /** How long it is decided for whether a fault is about. */
  private static final int STRETCH_TURNS = 300;

  private final Map<Fault, SplitMix> chances = new EnumMap<>(Fault.class);
  private final Map<Fault, Integer> endsAt = new EnumMap<>(Fault.class);
  private final Set<Fault> about = EnumSet.noneOf(Fault.class);
  private final Plan plan;
  private final Coverage coverage;
  private final Trail trail;
  private int turn;
  private boolean isHealing;

  Faults(SplitMix chance, Plan plan, Coverage coverage, Trail trail) {
    this.plan = plan;
    this.coverage = coverage;
    this.trail = trail;
    for (Fault fault : Fault.values()) {
      chances.put(fault, new SplitMix(chance.next()));
    }
  }

  private SplitMix chance(Fault fault) {
    SplitMix chance = chances.get(fault);
    if (chance == null) {
      throw new IllegalStateException("each fault has its own chance");
    }
    return chance;
  }

  void begin(int nextTurn) {
    turn = nextTurn;
    if (turn % STRETCH_TURNS == 0) {
      for (Fault fault : Fault.values()) {
        boolean comes = chance(fault).below(3) != 0;
        if (comes && plan.allowed().contains(fault)) {
          about.add(fault);
        } else {
          about.remove(fault);
        }
      }
    }
  }

  void heal() {
    isHealing = true;
    endsAt.clear();
  }

  /** Whether this happens now. */
  boolean strikes(Fault fault) {
    int turnsBetween = Math.max(1, fault.turnsBetween() / plan.haste());
    boolean strikes = chance(fault).below(turnsBetween) == 0;
    if (!strikes || isHealing || !about.contains(fault) || isOn(fault)) {
      return false;
    }
    happened(fault);
    if (fault.turnsOf() > 0) {
      endsAt.put(fault, turn + 1 + chance(fault).below(2 * fault.turnsOf()));
    }
    return true;
  }

  void happened(Fault fault) {
    coverage.happened(fault);
    trail.add(turn, "FAULT     " + fault.what());
  }

  /** Of those that last. */
  boolean isOn(Fault fault) {
    Integer end = endsAt.get(fault);
    return end != null && turn < end;
  }

  /** The same, and one of these is under way. */
  boolean met(Fault fault, Operation operation) {
    boolean isOn = isOn(fault);
    if (isOn) {
      coverage.met(fault, operation);
    }
    return isOn;
  }

  int below(Fault fault, int bound) {
    return chance(fault).below(bound);
  }
}
