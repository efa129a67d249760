package io.millrace.diana.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The concurrency limit that learns, against a slow model that remembers all that ever happened and
 * works its limit out from the beginning: random moments, bursts, costs, failures, slowness, and
 * requests that were taken back.
 */
final class AdaptiveModelTest {
  private static final int SEEDS = 200;
  private static final int STEPS = 120;
  private static final long MILLI = 1_000_000;
  private static final long MINUTE = 60_000 * MILLI;

  private sealed interface Event permits Began, Ended, TakenBack {
    long at();

    long cost();
  }

  private record Began(long at, long cost) implements Event {}

  private record Ended(long at, long cost, long took, boolean failed) implements Event {}

  private record TakenBack(long at, long cost) implements Event {}

  /** What the documents say, word by word. */
  private record Model(long least, long most, long slow, List<Event> events) {
    private static final long WHOLE = 1_000;

    long inFlight() {
      return inFlight(events.size());
    }

    private long inFlight(int upTo) {
      long sum = 0;
      for (Event event : events.subList(0, upTo)) {
        sum += event instanceof Began ? event.cost() : -event.cost();
      }
      return sum;
    }

    long limit(long now) {
      return learnt(events.size(), now) / WHOLE;
    }

    /** In thousandths, after so many events. */
    private long learnt(int upTo, long now) {
      long learnt = least * WHOLE;
      long lastCut = Long.MIN_VALUE / 2;
      long lastUse = 0;
      for (int number = 0; number < upTo; number++) {
        Event event = events.get(number);
        if (isForgotten(number, lastUse, event.at())) {
          learnt = least * WHOLE;
          lastCut = Long.MIN_VALUE / 2;
        }
        if (event instanceof Ended ended) {
          if (ended.failed() || ended.took() > slow) {
            if (ended.at() - lastCut >= slow) {
              learnt = Math.max(least * WHOLE, learnt - tenth(learnt));
              lastCut = ended.at();
            }
          } else if (inFlight(number) * 2 >= learnt / WHOLE) {
            learnt = Math.min(most * WHOLE, learnt + WHOLE * WHOLE / learnt);
          }
        }
        if (!(event instanceof TakenBack)) {
          lastUse = event.at();
        }
      }
      return isForgotten(upTo, lastUse, now) ? least * WHOLE : learnt;
    }

    /** Rounded up. */
    private static long tenth(long learnt) {
      return (learnt + 9) / 10;
    }

    private boolean isForgotten(int upTo, long lastUse, long now) {
      return inFlight(upTo) == 0 && now - lastUse >= 10 * MINUTE;
    }
  }

  @Test
  void shouldDecideAsTheModelDoes() {
    long highest = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      highest = Math.max(highest, run(seed));
    }
    assertThat(highest).as("the limit has learnt").isGreaterThan(9);
  }

  private static long run(int seed) {
    Random random = new Random(seed);
    long least = 1L + random.nextInt(4);
    long most = least + random.nextInt(seed % 3 == 0 ? 3 : 30);
    long slow = random.nextInt(5) == 0 ? 30 * MINUTE : (1L + random.nextInt(300)) * MILLI;
    int patience = 2 + random.nextInt(9);
    AdaptiveConcurrency real = new AdaptiveConcurrency(least, most, slow);
    Model model = new Model(least, most, slow, new ArrayList<>());
    List<Began> inFlight = new ArrayList<>();
    long[] state = new long[real.words()];
    long now = Algorithm.EPOCH_NANOS;
    long highest = 0;
    for (int step = 0; step < STEPS; step++) {
      now += pause(random, slow);
      if (random.nextBoolean() && real.isFresh(state, 0, now)) {
        Arrays.fill(state, 0);
      }
      long cost = random.nextInt(4) > 0 ? 1 : random.nextInt(4);
      String where = real + ", seed " + seed + ", step " + step;
      boolean admits = check(real, model, state, now, cost, where);
      if (admits) {
        Began began = new Began(now, cost);
        real.take(state, 0, now, cost);
        model.events().add(began);
        inFlight.add(began);
      }
      if (admits && random.nextInt(8) == 0) {
        inFlight.remove(inFlight.size() - 1);
        real.untake(state, 0, now, now, cost);
        model.events().add(new TakenBack(now, cost));
      }
      boolean oneEnds = !admits;
      while (!inFlight.isEmpty() && (oneEnds || random.nextInt(patience) == 0)) {
        oneEnds = false;
        Began began = inFlight.remove(random.nextInt(inFlight.size()));
        boolean failed = random.nextInt(12) == 0;
        long took = now - began.at();
        real.giveBack(state, 0, now, began.cost(), took, failed);
        model.events().add(new Ended(now, began.cost(), took, failed));
      }
      highest = Math.max(highest, real.limit(state, 0, now));
    }
    return highest;
  }

  private static boolean check(
      AdaptiveConcurrency real, Model model, long[] state, long now, long cost, String where) {
    long limit = model.limit(now);
    assertThat(real.limit(state, 0, now))
        .as(where)
        .isEqualTo(limit)
        .isBetween(model.least(), model.most());
    boolean admits = model.inFlight() + cost <= limit;
    long answer = real.ask(state, 0, now, cost);
    assertThat(answer == 0).as(where + ": admits").isEqualTo(admits);
    assertThat(answer == Algorithm.NEVER).as(where + ": never").isEqualTo(cost > model.most());
    assertThat(real.left(state, 0, now))
        .as(where + ": left")
        .isEqualTo(Math.max(0, limit - model.inFlight()));
    return admits;
  }

  /** Often none, mostly less than what is slow, seldom so long that all is forgotten. */
  private static long pause(Random random, long slow) {
    return switch (random.nextInt(5)) {
      case 0, 1, 2 -> 0;
      case 3 -> random.nextLong(Math.min(slow, MINUTE) / 4 + 1);
      default -> random.nextInt(10) == 0 ? 11 * MINUTE : 1;
    };
  }
}
