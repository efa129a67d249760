package io.millrace.app.audit;

import io.millrace.model.BuyerId;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.PricedLine;
import io.millrace.model.SkuId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each buyer of a shop has bought of limited SKUs. */
final class BuyerBook {

  private final Findings findings;
  private final Goods goods;
  private final Map<Slot, List<Purchase>> purchases = new HashMap<>();

  BuyerBook(Findings findings, Goods goods) {
    this.findings = findings;
    this.goods = goods;
  }

  private record Slot(BuyerId buyer, SkuId sku) {}

  private record Purchase(AuditedOrder order, int quantity, long atMillis) {}

  void placed(Place place, AuditedOrder order) {
    for (PricedLine line : order.lines) {
      if (line.counted()) {
        purchases
            .computeIfAbsent(new Slot(order.buyer, line.sku()), _ -> new ArrayList<>())
            .add(new Purchase(order, line.quantity(), place.timeMillis()));
      }
    }
    for (PricedLine line : order.lines) {
      PerBuyerLimit limit = goods.limitOf(line.sku());
      findings.require(
          Promise.RULES,
          line.counted() == (limit != null),
          place,
          () ->
              "a line of %s is counted against no limit, or not against one".formatted(line.sku()));
      if (limit != null && line.counted()) {
        check(place, order.buyer, line.sku(), limit);
      }
    }
  }

  private void check(Place place, BuyerId buyer, SkuId sku, PerBuyerLimit limit) {
    Duration period = limit.period();
    long since = period == null ? Long.MIN_VALUE : place.timeMillis() - period.toMillis();
    long sum = 0;
    for (Purchase purchase : purchases.getOrDefault(new Slot(buyer, sku), List.of())) {
      if (purchase.atMillis() > since) {
        sum += purchase.quantity();
      }
    }
    long bought = sum;
    findings.require(
        Promise.RULES,
        bought <= limit.quantity(),
        place,
        () ->
            "buyer %s has %d of %s, of which one may have %d"
                .formatted(buyer, bought, sku, limit.quantity()));
  }

  /** Units of an order that closes unpaid return to the buyer. */
  void returned(AuditedOrder order) {
    for (PricedLine line : order.lines) {
      List<Purchase> bought = purchases.get(new Slot(order.buyer, line.sku()));
      if (bought != null) {
        bought.removeIf(purchase -> purchase.order() == order);
      }
    }
  }
}
