package io.millrace.model.answer;

import io.millrace.model.OrderId;
import io.millrace.model.OrderVersion;
import io.millrace.model.ShopId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some orders that are final.
 *
 * @param next where to go on; null at the end
 */
public record FinalOrders(List<Item> items, @Nullable OrderId next) implements Answer {
  public FinalOrders {
    items = List.copyOf(items);
  }

  /** One of them. */
  public record Item(ShopId shop, OrderVersion order) {}
}
