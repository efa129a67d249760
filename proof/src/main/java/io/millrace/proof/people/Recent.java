package io.millrace.proof.people;

import io.millrace.testkit.SplitMix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The last few things of a kind that somebody was told of: what is older is forgotten. */
final class Recent<T> {
  private static final int KEPT_MAX = 256;

  private final List<T> kept = new ArrayList<>();
  private int oldest;

  void add(T thing) {
    if (kept.size() < KEPT_MAX) {
      kept.add(thing);
    } else {
      kept.set(oldest, thing);
      oldest = (oldest + 1) % KEPT_MAX;
    }
  }

  /** Any of them, which stays; null if there is none. */
  @Nullable T any(SplitMix chance) {
    return kept.isEmpty() ? null : kept.get(chance.below(kept.size()));
  }

  @Nullable T find(Predicate<T> wanted) {
    for (T thing : kept) {
      if (wanted.test(thing)) {
        return thing;
      }
    }
    return null;
  }

  /** Any of them, which goes; null if there is none. */
  @Nullable T take(SplitMix chance) {
    if (kept.isEmpty()) {
      return null;
    }
    int place = chance.below(kept.size());
    T taken = kept.set(place, kept.getLast());
    kept.removeLast();
    oldest = 0;
    return taken;
  }
}
