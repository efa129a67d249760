package io.millrace.proof.audit;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.answer.SkuView;
import io.millrace.model.fact.SkuDefined;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A SKU: how it is described, what there is of it, and what each buyer has ordered of it. */
final class Sku {

  /** Units that count against a buyer's limit, from placing on, until the order is given up. */
  private record Bought(OrderId order, long atMillis, int units) {}

  private final Map<BuyerId, List<Bought>> bought = new HashMap<>();
  private final long createdAtMillis;
  private long updatedAtMillis;
  private SkuDefined defined;
  final SkuId id;
  final Stock stock;

  Sku(SkuDefined first, long atMillis) {
    this.id = first.sku();
    this.stock = new Stock(id);
    this.defined = first;
    this.createdAtMillis = atMillis;
    this.updatedAtMillis = atMillis;
  }

  void redefine(SkuDefined next, long atMillis) {
    defined = next;
    updatedAtMillis = atMillis;
  }

  SkuDescription description() {
    return defined.description();
  }

  int version() {
    return defined.version();
  }

  long createdAtMillis() {
    return createdAtMillis;
  }

  void buy(BuyerId buyer, OrderId order, int units, long atMillis) {
    bought.computeIfAbsent(buyer, _ -> new ArrayList<>()).add(new Bought(order, atMillis, units));
  }

  void takeBack(BuyerId buyer, OrderId order) {
    List<Bought> ofBuyer = bought.get(buyer);
    if (ofBuyer != null) {
      ofBuyer.removeIf(one -> one.order().equals(order));
    }
  }

  /** A purchase that is exactly one period old counts no more. */
  long counted(BuyerId buyer, PerBuyerLimit limit, long nowMillis) {
    List<Bought> ofBuyer = bought.get(buyer);
    if (ofBuyer == null) {
      return 0;
    }
    long after = limit.period() == null ? Long.MIN_VALUE : nowMillis - limit.period().toMillis();
    long units = 0;
    for (Bought one : ofBuyer) {
      units += one.atMillis() > after ? one.units() : 0;
    }
    return units;
  }

  SkuView view(Currency currency) {
    return new SkuView(id, description(), currency, version(), createdAtMillis, updatedAtMillis);
  }
}
