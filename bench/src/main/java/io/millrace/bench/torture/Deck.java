package io.millrace.bench.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws in any order, but nothing twice before everything once. Owned by one thread. */
final class Deck<T> {
  private final List<T> cards;
  private final List<T> left = new ArrayList<>();
  private final SplittableRandom random;

  Deck(List<T> cards, SplittableRandom random) {
    this.cards = List.copyOf(cards);
    this.random = random;
  }

  T draw() {
    if (left.isEmpty()) {
      left.addAll(cards);
    }
    return left.remove(random.nextInt(left.size()));
  }
}
