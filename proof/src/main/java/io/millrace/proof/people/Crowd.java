package io.millrace.proof.people;

import io.millrace.model.Outcome;
import io.millrace.model.ShopId;
import io.millrace.model.refusal.Code;
import io.millrace.testkit.SplitMix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** All people, and what each of them is waiting for. */
public final class Crowd {
  /** Who has heard nothing for so long asks again, with the same key. */
  private static final int TIMEOUT_MILLIS = 200;

  private static final int TRIES_MAX = 12;

  private record Alarm(long atMillis, Errand errand) {}

  private final SplitMix chance;
  private final List<ShopPeople> shops = new ArrayList<>();
  private final Map<ShopId, ShopPeople> byShop = new HashMap<>();

  /** All ring after the same time, so the first that was set is the first that rings. */
  private final Deque<Alarm> alarms = new ArrayDeque<>();

  private final int openMax;
  private int open;

  /**
   * People of some shops.
   *
   * @param openMax of them ask at a time, beside those in a rush
   */
  public Crowd(List<ShopId> names, SplitMix chance, int openMax) {
    this.chance = chance;
    this.openMax = openMax;
    for (ShopId name : names) {
      ShopPeople people = new ShopPeople(name, new SplitMix(chance.next()));
      shops.add(people);
      byShop.put(name, people);
    }
  }

  /** Those who make the shops; each waits for the one before. */
  public List<Errand> opening() {
    List<Errand> all = new ArrayList<>();
    shops.forEach(people -> all.addAll(people.opening()));
    open += all.size();
    return all;
  }

  public List<Errand> closing() {
    List<Errand> all = new ArrayList<>();
    shops.forEach(people -> all.addAll(people.closing()));
    open += all.size();
    return all;
  }

  /** Nobody waits for anything. */
  public boolean isContent() {
    return open == 0;
  }

  /**
   * Some want something new, if not too many wait already.
   *
   * @param logMillis the log's time, as far as people know it
   */
  public void want(int count, long nowMillis, long logMillis, Consumer<Errand> send) {
    for (int i = 0; i < count && open < openMax; i++) {
      open++;
      ask(shops.get(chance.below(shops.size())).next(logMillis), nowMillis, send);
    }
  }

  /** A rush: so many at once want the same. */
  public void rush(int count, long nowMillis, Consumer<Errand> send) {
    ShopPeople people = shops.get(chance.below(shops.size()));
    for (int i = 0; i < count; i++) {
      open++;
      ask(people.rush(), nowMillis, send);
    }
  }

  /** Those whose patience with the line is at an end ask again. */
  public void wake(long nowMillis, Consumer<Errand> send) {
    while (!alarms.isEmpty() && alarms.getFirst().atMillis <= nowMillis) {
      Errand errand = alarms.removeFirst().errand;
      if (!errand.isOver()) {
        ask(errand, nowMillis, send);
      }
    }
  }

  public void ask(Errand errand, long nowMillis, Consumer<Errand> send) {
    if (!errand.isPatient() && errand.tries() >= TRIES_MAX) {
      end(errand);
      return;
    }
    errand.tried();
    alarms.addLast(new Alarm(nowMillis + TIMEOUT_MILLIS, errand));
    send.accept(errand);
  }

  private void end(Errand errand) {
    if (!errand.isOver()) {
      errand.end();
      open--;
    }
  }

  /** An answer has reached somebody, perhaps not for the first time. */
  public void hear(Errand errand, Outcome outcome) {
    ShopPeople people = byShop.get(errand.request().shop());
    if (people != null && !errand.isOver()) {
      people.hear(errand.request(), outcome);
    }
    end(errand);
  }

  /** Somebody was told that it cannot be said now. They have an alarm, and will ask again. */
  public void hear(Errand errand, Code code) {
    boolean givesUp = code == Code.OVERLOADED && !errand.isPatient() && chance.coin();
    if (givesUp) {
      end(errand);
    }
  }
}
