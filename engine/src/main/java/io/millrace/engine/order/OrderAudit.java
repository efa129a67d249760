package io.millrace.engine.order;

import io.millrace.engine.goods.Goods;
import io.millrace.engine.goods.Sku;
import io.millrace.engine.goods.Stock;
import io.millrace.model.Course;
import io.millrace.model.Payment;
import io.millrace.model.PricedLine;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Counts what the orders hold, have committed and have shipped, and compares it with the stock. */
final class OrderAudit {
  private final OrderIndex index;
  private final Goods goods;
  private final Consumer<String> broken;
  private final Map<Sku, Units> counted = new HashMap<>();
  private int references;

  OrderAudit(OrderIndex index, Goods goods, Consumer<String> broken) {
    this.index = index;
    this.goods = goods;
    this.broken = broken;
  }

  private static final class Units {
    long held;
    long committed;
    long shipped;
  }

  void run() {
    index.forEach(this::count);
    goods.forEach(this::compare);
    if (references != index.references()) {
      broken.accept(references + " orders have a reference, the index " + index.references());
    }
    auditChains();
  }

  private void count(Order order) {
    for (int i = 0; i < order.placed.lines().size(); i++) {
      PricedLine line = order.placed.lines().get(i);
      Units units =
          counted.computeIfAbsent(goods.require(order.shop, line.sku()), any -> new Units());
      int unshipped = order.unshipped(i);
      units.shipped += line.quantity() - unshipped;
      if (order.payment == Payment.PAID) {
        units.committed += unshipped;
      } else if (order.course == Course.OPEN) {
        units.held += unshipped;
      }
    }
    String reference = order.placed.reference();
    if (reference != null) {
      references++;
      if (index.find(order.shop, reference) != order) {
        broken.accept("order " + order.id() + " is not found by its reference");
      }
    }
  }

  private void compare(Sku sku) {
    Units units = counted.getOrDefault(sku, new Units());
    Stock stock = sku.stock();
    compare(sku, "held", stock.held(), units.held);
    compare(sku, "committed", stock.committed(), units.committed);
    compare(sku, "shipped", stock.shipped(), units.shipped);
  }

  private void compare(Sku sku, String what, long said, long found) {
    if (said != found) {
      broken.accept(sku.id() + " says " + said + " units " + what + ", its orders " + found);
    }
  }

  private void auditChains() {
    long[] chained = new long[1];
    index.forEachBuyer(buyer -> {
      for (Order order = buyer.newest; order != null; order = order.older) {
        chained[0]++;
        if (order.shop != buyer.shop || !order.placed.buyer().equals(buyer.id)) {
          broken.accept("order " + order.id() + " is in the chain of another buyer");
        }
        if (order.older != null && order.older.id() >= order.id()) {
          broken.accept("order " + order.id() + " is older than the one before it");
        }
      }
    });
    if (chained[0] != index.orders()) {
      broken.accept(chained[0] + " orders are in buyers' chains, " + index.orders() + " exist");
    }
  }
}
