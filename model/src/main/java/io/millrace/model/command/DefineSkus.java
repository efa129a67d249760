package io.millrace.model.command;

import io.millrace.model.SkuId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Many SKUs at once, each answered for itself, whatever their versions. */
public record DefineSkus(List<Item> items) implements Change {
  public DefineSkus {
    items = List.copyOf(items);
  }

  /** A SKU, or what was sent in place of one. */
  public sealed interface Item permits DefineSku, Unread {}

  /**
   * An item that could not be read, so that its neighbours can be answered without it.
   *
   * @param sku null if even that was not to be had
   * @param text the item as it was sent: what tells it from every other
   * @param field the place in the request that is wrong
   */
  public record Unread(@Nullable SkuId sku, String text, String field, String detail)
      implements Item {}
}
