package io.millrace.app.logfile;

import io.millrace.model.OrderId;
import io.millrace.model.PricedLine;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderFact;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TimePassed;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which facts are wanted; null means all. Must see the facts from the log's beginning: a change of
 * an order does not name its SKUs, so the orders that hold the wanted SKU are remembered.
 */
final class FactFilter {

  private final @Nullable ShopId shop;
  private final @Nullable OrderId order;
  private final @Nullable SkuId sku;
  private final Set<OrderId> ordersOfSku = new HashSet<>();

  FactFilter(@Nullable ShopId shop, @Nullable OrderId order, @Nullable SkuId sku) {
    this.shop = shop;
    this.order = order;
    this.sku = sku;
  }

  /** Whether nothing before the first wanted fact has to be seen. */
  boolean isWithoutMemory() {
    return sku == null;
  }

  boolean wants(Recorded recorded) {
    return (shop == null || shop.equals(recorded.shop()))
        && isOfOrder(recorded.fact())
        && isOfSku(recorded.fact());
  }

  private boolean isOfOrder(Fact fact) {
    return order == null
        || (fact instanceof OrderFact about && about.order().equals(order))
        || (fact instanceof OrdersArchived archived && archived.orders().contains(order));
  }

  private boolean isOfSku(Fact fact) {
    return switch (sku) {
      case null -> true;
      case SkuId wanted ->
          switch (fact) {
            case OrderPlaced placed -> holds(placed, wanted);
            case OrderChange change -> ordersOfSku.contains(change.order());
            case OrdersArchived archived ->
                archived.orders().stream().anyMatch(ordersOfSku::contains);
            case SkuDefined defined -> defined.sku().equals(wanted);
            case StockMoved moved -> moved.sku().equals(wanted);
            case SkuBatchAnswered answered ->
                answered.items().stream().anyMatch(item -> item.sku().equals(wanted))
                    || answered.refused().stream().anyMatch(item -> wanted.equals(item.sku()));
            case ShopFact _, Opened _, LevelRaised _, TimePassed _ -> false;
          };
    };
  }

  private boolean holds(OrderPlaced placed, SkuId wanted) {
    for (PricedLine line : placed.lines()) {
      if (line.sku().equals(wanted)) {
        ordersOfSku.add(placed.order());
        return true;
      }
    }
    return false;
  }
}
