package io.millrace.engine.order;

import io.millrace.engine.goods.Goods;
import io.millrace.engine.goods.Sku;
import io.millrace.engine.shop.Shop;
import io.millrace.model.BuyerId;
import io.millrace.model.PricedLine;
import io.millrace.model.fact.OrderPlaced;
import java.util.List;

/**
 * A fact that was read from the log has texts of its own; ten million orders of one SKU must not
 * keep its name ten million times. What {@code decide} makes shares them already and is kept as is.
 */
@SuppressWarnings("ReferenceEquality") // the question is whether equal things are held twice
final class Sharing {
  private Sharing() {}

  static OrderPlaced share(OrderPlaced placed, BuyerId buyer, Shop shop, Goods goods) {
    List<PricedLine> lines = placed.lines();
    boolean shared = placed.buyer() == buyer;
    for (int i = 0; i < lines.size() && shared; i++) {
      shared = isShared(lines.get(i), goods.require(shop, lines.get(i).sku()));
    }
    if (shared) {
      return placed;
    }
    PricedLine[] sharing = new PricedLine[lines.size()];
    for (int i = 0; i < sharing.length; i++) {
      sharing[i] = share(lines.get(i), goods.require(shop, lines.get(i).sku()));
    }
    return new OrderPlaced(
        placed.order(),
        buyer,
        List.of(sharing),
        placed.charges(),
        placed.currency(),
        placed.total(),
        placed.paymentDeadlineMillis(),
        placed.reference(),
        placed.metadata(),
        placed.submitToken());
  }

  private static boolean isShared(PricedLine line, Sku sku) {
    return line.sku() == sku.id() && cannotShareMore(line.name(), sku.description().name());
  }

  private static boolean cannotShareMore(String name, String known) {
    return name == known || !name.equals(known);
  }

  private static PricedLine share(PricedLine line, Sku sku) {
    String known = sku.description().name();
    String name = line.name().equals(known) ? known : line.name();
    return new PricedLine(sku.id(), name, line.quantity(), line.unitPrice(), line.counted());
  }
}
