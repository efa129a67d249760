package io.millrace.model.fact;

import io.millrace.model.SkuId;
import io.millrace.model.refusal.Code;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of SKUs was answered. The SKUs themselves are {@link SkuDefined} facts before it;
 * this one is kept so that a repeat gets the same answer, unchanged and refused items included.
 *
 * @param items those that were not refused, in the order of the request
 * @param refused the others, in that order too
 */
public record SkuBatchAnswered(List<Item> items, List<Refused> refused) implements ShopFact {
  public SkuBatchAnswered {
    items = List.copyOf(items);
    refused = List.copyOf(refused);
  }

  /** All of them, in the order of the request. */
  public List<Entry> inOrder() {
    List<Entry> all = new ArrayList<>(items);
    refused.forEach(one -> all.add(one.place(), one));
    return all;
  }

  /** What became of one item. */
  public sealed interface Entry permits Item, Refused {}

  /** An item that is now as it was wanted. */
  public record Item(SkuId sku, Outcome outcome, int version) implements Entry {}

  /**
   * An item that came to nothing.
   *
   * @param place in the request, counted from 0
   * @param sku null if the item did not say
   * @param field the place in the request that is wrong; empty if none is
   */
  public record Refused(int place, @Nullable SkuId sku, Code code, String field, String detail)
      implements Entry {}

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
