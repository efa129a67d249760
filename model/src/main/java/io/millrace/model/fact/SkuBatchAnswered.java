package io.millrace.model.fact;

import io.millrace.model.SkuId;
import java.util.List;

/**
 * What a batch of SKUs was answered. The SKUs themselves are {@link SkuDefined} facts before it;
 * this one is kept so that a repeat gets the same answer, unchanged items included.
 */
public record SkuBatchAnswered(List<Item> items) implements ShopFact {
  public SkuBatchAnswered {
    items = List.copyOf(items);
  }

  /** One item's outcome, in the order of the request. */
  public record Item(SkuId sku, Outcome outcome, int version) {}

  /** Numbers are on the wire: they never change and are never used again. */
  public enum Outcome {
    CREATED(1),
    UPDATED(2),
    UNCHANGED(3);

    private final int number;

    Outcome(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }
}
