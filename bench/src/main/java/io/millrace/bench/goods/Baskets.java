package io.millrace.bench.goods;

import java.util.SplittableRandom;

/** Draws baskets of one to three lines; the same seed draws the same ones. Owned by one thread. */
public final class Baskets {

  private static final int LINES_MAX = 3;
  private static final int QUANTITY_MAX = 2;

  private final SplittableRandom random;
  private final int buyers;

  public Baskets(long seed, int buyers) {
    this.random = new SplittableRandom(seed);
    this.buyers = buyers;
  }

  public Basket next() {
    int lines = random.nextInt(1, LINES_MAX + 1);
    int[] skus = new int[lines];
    int[] quantities = new int[lines];
    // Three steps of less than a third of the way round never meet: the lines differ.
    int first = random.nextInt(Catalogue.SKUS);
    int stride = random.nextInt(1, Catalogue.SKUS / LINES_MAX);
    for (int i = 0; i < lines; i++) {
      skus[i] = (first + i * stride) % Catalogue.SKUS;
      quantities[i] = random.nextInt(1, QUANTITY_MAX + 1);
    }
    return new Basket(random.nextInt(buyers), skus, quantities);
  }
}
