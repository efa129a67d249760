package io.millrace.proof.world;

import io.millrace.proof.people.Errand;
import io.millrace.testkit.SplitMix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** Between people and the node: as bad as the faults make it, and otherwise without delay. */
final class Network {
  private static final int DELAY_MILLIS_MAX = 250;

  private record Letter(long atMillis, long turn, Errand errand) {}

  private final SplitMix chance;
  private final Faults faults;
  private final PriorityQueue<Letter> underWay =
      new PriorityQueue<>((one, other) -> {
        int byTime = Long.compare(one.atMillis, other.atMillis);
        return byTime != 0 ? byTime : Long.compare(one.turn, other.turn);
      });
  private final List<Errand> here = new ArrayList<>();
  private long turns;

  Network(SplitMix chance, Faults faults) {
    this.chance = chance;
    this.faults = faults;
  }

  void send(Errand errand, long nowMillis) {
    boolean isTwice =
        faults.met(Fault.REQUESTS_DUPLICATED, errand.operation()) && chance.below(4) == 0;
    for (int i = 0; i < (isTwice ? 2 : 1); i++) {
      if (faults.met(Fault.REQUESTS_DELAYED, errand.operation())) {
        long atMillis = nowMillis + chance.below(DELAY_MILLIS_MAX);
        underWay.add(new Letter(atMillis, ++turns, errand));
      } else {
        here.add(errand);
      }
    }
  }

  void deliver(long nowMillis, Consumer<Errand> door) {
    while (!underWay.isEmpty() && underWay.peek().atMillis <= nowMillis) {
      here.add(underWay.poll().errand);
    }
    if (here.size() > 1 && faults.isOn(Fault.REQUESTS_REORDERED)) {
      for (int i = here.size() - 1; i > 0; i--) {
        Collections.swap(here, i, chance.below(i + 1));
        faults.met(Fault.REQUESTS_REORDERED, here.get(i).operation());
      }
    }
    for (int i = 0; i < here.size(); i++) {
      door.accept(here.get(i));
    }
    here.clear();
  }

  /** Whether an answer reaches its people. */
  boolean carriesBack(Errand errand) {
    return !faults.met(Fault.ANSWERS_LOST, errand.operation()) || chance.coin();
  }
}
